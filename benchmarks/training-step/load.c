/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "load.h"

#include "clock.h"
#include "threads.h"
#include "work.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#define IO_BLOCK 65536
#define RT_HOG_DELAY_NS (NS_PER_S / 2)
#define RT_HOG_NS (2 * NS_PER_S)
#define RT_HOG_ITERATIONS 1000

static void *loader_run(void *argument)
{
	struct loader *loader = argument;

	if (loader->cpu_index >= 0)
		thread_pin_nth(loader->cpu_index);
	for (;;) {
		work(loader->iterations);
		__atomic_store_n(&loader->units, loader->units + 1, __ATOMIC_RELAXED);
	}
	return NULL;
}

static void *rt_hog_run(void *argument)
{
	const struct options *options = argument;
	uint64_t end;

	thread_pin(options->rt_hog);
	thread_fifo();
	sleep_until_ns(now_ns() + RT_HOG_DELAY_NS);
	for (end = now_ns() + RT_HOG_NS; now_ns() < end;)
		work(RT_HOG_ITERATIONS);
	return NULL;
}

/* Each read comes from the device where that is possible: O_DIRECT, else without what the page cache has. */
static void *reader_run(void *argument)
{
	const struct options *options = argument;
	int file = open(options->io, O_RDONLY | O_DIRECT | O_CLOEXEC);
	void *block;

	if (file < 0)
		file = open(options->io, O_RDONLY | O_CLOEXEC);
	if (file < 0)
		die(errno, "cannot open '%s'", options->io);
	if (posix_memalign(&block, IO_BLOCK, IO_BLOCK))
		die(ENOMEM, "cannot allocate a block for '%s'", options->io);
	for (;;) {
		ssize_t got = read(file, block, IO_BLOCK);

		if (got < 0)
			die(errno, "cannot read '%s'", options->io);
		if (got == 0) {
			posix_fadvise(file, 0, 0, POSIX_FADV_DONTNEED);
			lseek(file, 0, SEEK_SET);
		}
	}
	return NULL;
}

struct load load_start(const struct options *options)
{
	struct load load = { .count = options->loaders + options->hogs };

	if (posix_memalign((void **)&load.loaders, _Alignof(struct loader), (load.count + 1) * sizeof(struct loader)))
		die(ENOMEM, "cannot allocate %u loaders", load.count);
	for (unsigned int i = 0; i < load.count; i++) {
		int hog = (int)i - (int)options->loaders;

		load.loaders[i] = (struct loader){
			.iterations = options->iterations / UNITS_PER_BURST, .cpu_index = hog >= 0 ? hog : -1,
		};
		thread_start(loader_run, &load.loaders[i], hog >= 0 ? "hog" : "loader", hog >= 0 ? (unsigned int)hog : i);
	}
	if (options->rt_hog >= 0)
		thread_start(rt_hog_run, (void *)options, "rt-hog", options->rt_hog);
	if (options->io)
		thread_start(reader_run, (void *)options, "reader", 0);
	return load;
}

void load_read(const struct load *load, uint64_t *units)
{
	for (unsigned int i = 0; i < load->count; i++)
		units[i] = __atomic_load_n(&load->loaders[i].units, __ATOMIC_RELAXED);
}
