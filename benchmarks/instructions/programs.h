/* SPDX-License-Identifier: MIT */
/* What the kernel counts for each BPF program of the running scheduler, while kernel.bpf_stats_enabled is 1. */
#ifndef PROGRAMS_H
#define PROGRAMS_H

#include <stdint.h>

#define MOST_PROGRAMS 64

struct program {
	uint32_t id;
	char name[16];
	uint64_t runs;
	uint64_t ns;
};

/* Turns the counting on or off. */
void count_programs(int on);

/* All struct_ops programs now; how many there are. */
int read_programs(struct program programs[MOST_PROGRAMS]);

#endif
