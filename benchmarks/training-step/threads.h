/* SPDX-License-Identifier: MIT */
/* Threads and where they may run. Every failure ends the process with words: a run that is not as asked measures nothing. */
#ifndef THREADS_H
#define THREADS_H

#include <pthread.h>

/* The thread's name is PREFIX and NUMBER, as traces and the kernel's dumps show it. */
pthread_t thread_start(void *(*body)(void *), void *argument, const char *prefix, unsigned int number);

/* How many CPUs the process may use. */
unsigned int thread_cpus(void);

/* Pins the caller to the nth of the CPUs that the process may use, starting over after the last. */
void thread_pin_nth(unsigned int nth);

/* Pins the caller to this CPU. */
void thread_pin(int cpu);

/* Puts the caller under SCHED_FIFO, at the lowest priority. */
void thread_fifo(void);

/* Prints what was attempted with the errno's text, and ends the process. */
_Noreturn void die(int error, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
