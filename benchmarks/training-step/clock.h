/* SPDX-License-Identifier: MIT */
/* The one clock of all figures. */
#ifndef CLOCK_H
#define CLOCK_H

#include <stdint.h>
#include <time.h>

#define NS_PER_S 1000000000ull

static inline uint64_t now_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * NS_PER_S + now.tv_nsec;
}

static inline void sleep_until_ns(uint64_t deadline)
{
	struct timespec at = { .tv_sec = deadline / NS_PER_S, .tv_nsec = deadline % NS_PER_S };

	while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &at, NULL) != 0)
		;
}

#endif
