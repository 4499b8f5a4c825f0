/* SPDX-License-Identifier: MIT */
/* A barrier on a bare futex, whose last arriver does what has to be done between two steps while all others sleep. */
#ifndef BARRIER_H
#define BARRIER_H

#include <stdatomic.h>
#include <stdbool.h>

struct barrier {
	unsigned int members;
	atomic_uint arrived;
	atomic_uint generation;
};

/* True for the last arriver, who must call barrier_release(); the others return when it has. */
bool barrier_arrive(struct barrier *barrier);

void barrier_release(struct barrier *barrier);

#endif
