/* SPDX-License-Identifier: MIT */
/* Two processes that hand one byte back and forth through pipes: each hand-over is a wake-up and a switch. */
#ifndef PIPES_H
#define PIPES_H

#include <stdint.h>

/* Where the two may run; -1 for anywhere. */
struct placement {
	const char *name;
	int first_cpu;
	int second_cpu;
};

/* The time of so many round trips, after an eighth as many to warm up; in ns. Ends the program when something fails. */
uint64_t time_round_trips(const struct placement *where, unsigned long count);

#endif
