/* SPDX-License-Identifier: MIT */
#include "barrier.h"

#include <limits.h>
#include <linux/futex.h>
#include <sys/syscall.h>
#include <unistd.h>

bool barrier_arrive(struct barrier *barrier)
{
	unsigned int generation = atomic_load(&barrier->generation);

	if (atomic_fetch_add(&barrier->arrived, 1) + 1 == barrier->members)
		return true;
	while (atomic_load(&barrier->generation) == generation)
		syscall(SYS_futex, &barrier->generation, FUTEX_WAIT_PRIVATE, generation, NULL, NULL, 0);
	return false;
}

void barrier_release(struct barrier *barrier)
{
	atomic_store(&barrier->arrived, 0);
	atomic_fetch_add(&barrier->generation, 1);
	syscall(SYS_futex, &barrier->generation, FUTEX_WAKE_PRIVATE, INT_MAX, NULL, NULL, 0);
}
