// SPDX-License-Identifier: MIT
#define _GNU_SOURCE
#include <err.h>
#include <sched.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "pipes.h"

static void run_on(int cpu)
{
	cpu_set_t cpus;

	if (cpu < 0)
		return;
	CPU_ZERO(&cpus);
	CPU_SET(cpu, &cpus);
	if (sched_setaffinity(0, sizeof(cpus), &cpus) != 0)
		err(1, "cannot run on CPU %d", cpu);
}

static void hand_over(int from, int to, unsigned long count, int first)
{
	char byte = 'x';

	for (unsigned long i = 0; i < count; i++) {
		if (first && write(to, &byte, 1) != 1)
			err(1, "write");
		if (read(from, &byte, 1) != 1)
			err(1, "read");
		if (!first && write(to, &byte, 1) != 1)
			err(1, "write");
	}
}

static uint64_t now_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000000000ull + now.tv_nsec;
}

uint64_t time_round_trips(const struct placement *where, unsigned long count)
{
	unsigned long warm_up = count / 8;
	uint64_t begun, ended;
	int there[2], back[2], status;
	pid_t first, second;

	if (pipe(there) != 0 || pipe(back) != 0)
		err(1, "pipe");
	second = fork();
	if (second < 0)
		err(1, "fork");
	if (second == 0) {
		run_on(where->second_cpu);
		hand_over(there[0], back[1], warm_up + count, 0);
		_exit(0);
	}

	/* A process of its own, so that its CPU does not stay ours. */
	first = fork();
	if (first < 0)
		err(1, "fork");
	if (first == 0) {
		uint64_t time;

		run_on(where->first_cpu);
		hand_over(back[0], there[1], warm_up, 1);
		begun = now_ns();
		hand_over(back[0], there[1], count, 1);
		ended = now_ns();
		time = ended - begun;
		/* The second one is done and reads no more. */
		if (write(there[1], &time, sizeof(time)) != sizeof(time))
			err(1, "write");
		_exit(0);
	}
	waitpid(second, &status, 0);
	if (status != 0)
		errx(1, "the second process failed");
	waitpid(first, &status, 0);
	if (status != 0)
		errx(1, "the first process failed");
	if (read(there[0], &ended, sizeof(ended)) != sizeof(ended))
		err(1, "read");
	close(there[0]);
	close(there[1]);
	close(back[0]);
	close(back[1]);
	return ended;
}
