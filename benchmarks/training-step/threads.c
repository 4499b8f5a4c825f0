/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "threads.h"

#include <errno.h>
#include <sched.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define MAX_CPUS 8192

/* The CPUs of the process, before any thread was pinned. */
static cpu_set_t *allowed;
static size_t allowed_size;

__attribute__((constructor)) static void read_allowed(void)
{
	allowed = CPU_ALLOC(MAX_CPUS);
	allowed_size = CPU_ALLOC_SIZE(MAX_CPUS);
	if (!allowed || sched_getaffinity(0, allowed_size, allowed))
		die(errno, "cannot read the CPUs of this process");
}

void die(int error, const char *format, ...)
{
	va_list arguments;

	fputs("training-step: ", stderr);
	va_start(arguments, format);
	vfprintf(stderr, format, arguments);
	va_end(arguments);
	fprintf(stderr, ": %s\n", strerror(error));
	_exit(1);
}

pthread_t thread_start(void *(*body)(void *), void *argument, const char *prefix, unsigned int number)
{
	char name[16];
	pthread_t thread;
	int error = pthread_create(&thread, NULL, body, argument);

	if (error)
		die(error, "cannot start the thread %s%u", prefix, number);
	snprintf(name, sizeof(name), "%s%u", prefix, number);
	pthread_setname_np(thread, name);
	return thread;
}

unsigned int thread_cpus(void)
{
	return CPU_COUNT_S(allowed_size, allowed);
}

void thread_pin(int cpu)
{
	cpu_set_t *one = CPU_ALLOC(MAX_CPUS);

	if (!one)
		die(ENOMEM, "cannot pin a thread on CPU %d", cpu);
	CPU_ZERO_S(allowed_size, one);
	CPU_SET_S(cpu, allowed_size, one);
	if (sched_setaffinity(0, allowed_size, one))
		die(errno, "cannot pin a thread on CPU %d", cpu);
	CPU_FREE(one);
}

void thread_pin_nth(unsigned int nth)
{
	nth %= thread_cpus();
	for (int cpu = 0; cpu < MAX_CPUS; cpu++) {
		if (CPU_ISSET_S(cpu, allowed_size, allowed) && nth-- == 0) {
			thread_pin(cpu);
			return;
		}
	}
}

void thread_fifo(void)
{
	struct sched_param lowest = { .sched_priority = sched_get_priority_min(SCHED_FIFO) };

	if (sched_setscheduler(0, SCHED_FIFO, &lowest))
		die(errno, "cannot run a thread under SCHED_FIFO (it takes root or CAP_SYS_NICE)");
}
