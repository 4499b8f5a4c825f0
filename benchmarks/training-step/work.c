/* SPDX-License-Identifier: MIT */
#include "work.h"

#include "clock.h"

#define TRIES 200
#define PAUSE_NS (5 * NS_PER_S / 1000)
#define TRY_ITERATIONS 200000

void work(uint64_t iterations)
{
	uint64_t value = iterations;

	for (uint64_t i = 0; i < iterations; i++) {
		value = value * 6364136223846793005 + 1442695040888963407;
		/* The compiler must think that somebody looks at each value. */
		__asm__ volatile("" : "+r"(value));
	}
}

uint64_t work_calibrate(unsigned int microseconds)
{
	uint64_t fastest = UINT64_MAX;

	for (int i = 0; i < TRIES; i++) {
		uint64_t start = now_ns(), took;

		work(TRY_ITERATIONS);
		took = now_ns() - start;
		if (took < fastest)
			fastest = took;
		/* Over a second in all: who else uses the machine for a moment does not decide. */
		sleep_until_ns(now_ns() + PAUSE_NS);
	}
	return (uint64_t)((double)TRY_ITERATIONS * microseconds * 1000 / fastest);
}
