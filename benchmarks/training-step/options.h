/* SPDX-License-Identifier: MIT */
/* What was asked for on the command line. */
#ifndef OPTIONS_H
#define OPTIONS_H

#include <stdbool.h>
#include <stdint.h>

struct options {
	unsigned int ranks;		/* threads that meet at the barrier; 0: only load, for max_seconds */
	unsigned int loaders;		/* threads that never stop */
	unsigned int hogs;		/* as loaders, but hog i runs on CPU i only */
	unsigned int steps;		/* measured, after the warm-up */
	unsigned int warmup;		/* steps before these */
	unsigned int wait_us;		/* what the device takes */
	unsigned int burst_us;		/* what a rank then does, on an idle CPU */
	uint64_t iterations;		/* of the work loop in a burst; 0: calibrate at the start */
	double max_seconds;		/* end after the step in which this is over; 0: after all steps */
	int rt_hog;			/* the CPU that a SCHED_FIFO thread takes for 2 s; -1: none */
	const char *io;			/* a file or block device that is read all the time; NULL: none */
	bool pinned;			/* rank i runs on CPU i only */
	bool fifo;			/* ranks under SCHED_FIFO */
	bool calibrate;			/* print the iterations of a burst, and end */
	bool json;
};

/* Ends the process with status 2 for a wrong command line. */
struct options options_parse(int argc, char **argv);

#endif
