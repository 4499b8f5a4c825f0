/* SPDX-License-Identifier: MIT */
/* What runs beside the ranks: loaders, pinned hogs, a real-time hog, a reader. They run until the process ends. */
#ifndef LOAD_H
#define LOAD_H

#include "options.h"

/* A unit of a loader's work is this part of a burst: small, so that counts are exact where loaders are often preempted. */
#define UNITS_PER_BURST 100

struct loader {
	_Alignas(64) uint64_t units;	/* one writer; read by others at any time */
	uint64_t iterations;		/* of a unit */
	int cpu_index;			/* of a hog; -1: runs anywhere */
};

struct load {
	unsigned int count;		/* loaders, then hogs */
	struct loader *loaders;
};

struct load load_start(const struct options *options);

/* Copies the units that each loader has done so far. */
void load_read(const struct load *load, uint64_t *units);

#endif
