/* SPDX-License-Identifier: MIT */
/* CPU work that takes the same number of instructions whenever and wherever it runs. */
#ifndef WORK_H
#define WORK_H

#include <stdint.h>

/* A chain of dependent multiplications: no memory, nothing to predict, nothing that the compiler could leave out. */
void work(uint64_t iterations);

/* How many iterations fill so much time on this machine, by the fastest of several tries. Wants an idle CPU. */
uint64_t work_calibrate(unsigned int microseconds);

#endif
