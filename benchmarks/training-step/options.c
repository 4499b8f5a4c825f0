/* SPDX-License-Identifier: MIT */
#include "options.h"

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>

static const char usage[] =
	"usage: training-step [OPTION...]\n"
	"\n"
	"A synchronous training step: each rank waits for its device, works for a burst, and meets the others at a barrier.\n"
	"\n"
	"  --ranks N         rank threads (2); 0: only the load, for --max-seconds\n"
	"  --loaders N       threads beside them that never stop (0)\n"
	"  --hogs N          the same, hog i pinned on the i-th CPU (0)\n"
	"  --steps N         steps measured (2000)\n"
	"  --warmup N        steps before, not counted (50)\n"
	"  --wait-us N       the device's part of a step (3000)\n"
	"  --burst-us N      the rank's part of a step, on an idle CPU (1000)\n"
	"  --iterations N    the same as a count of loops, so that runs can be compared; without it: calibrated at the start\n"
	"  --max-seconds S   end early, with the step in which so much time is over\n"
	"  --pinned          rank i on the i-th CPU\n"
	"  --fifo            ranks under SCHED_FIFO: what no other scheduling can beat\n"
	"  --rt-hog CPU      a SCHED_FIFO thread that takes this CPU for 2 s, half a second after the start\n"
	"  --io PATH         a thread that reads this file or block device all the time\n"
	"  --calibrate       only print the iterations of a burst on this machine, which should be idle\n"
	"  --json            the figures as JSON, each step's time included\n";

enum { RANKS = 256, LOADERS, HOGS, STEPS, WARMUP, WAIT, BURST, ITERATIONS, SECONDS, PINNED, FIFO, RT_HOG, IO, CALIBRATE, JSON, HELP };

static const struct option known[] = {
	{ "ranks", required_argument, NULL, RANKS },
	{ "loaders", required_argument, NULL, LOADERS },
	{ "hogs", required_argument, NULL, HOGS },
	{ "steps", required_argument, NULL, STEPS },
	{ "warmup", required_argument, NULL, WARMUP },
	{ "wait-us", required_argument, NULL, WAIT },
	{ "burst-us", required_argument, NULL, BURST },
	{ "iterations", required_argument, NULL, ITERATIONS },
	{ "max-seconds", required_argument, NULL, SECONDS },
	{ "pinned", no_argument, NULL, PINNED },
	{ "fifo", no_argument, NULL, FIFO },
	{ "rt-hog", required_argument, NULL, RT_HOG },
	{ "io", required_argument, NULL, IO },
	{ "calibrate", no_argument, NULL, CALIBRATE },
	{ "json", no_argument, NULL, JSON },
	{ "help", no_argument, NULL, HELP },
	{ 0 },
};

static void refuse(const char *option, const char *expected)
{
	fprintf(stderr, "training-step: --%s takes %s (--help lists what there is)\n", option, expected);
	exit(2);
}

static uint64_t number(const char *option, const char *text, uint64_t least, uint64_t most)
{
	char expected[64], *end;
	uint64_t value;

	errno = 0;
	value = strtoull(text, &end, 10);
	if (errno || *end || *text < '0' || *text > '9' || value < least || value > most) {
		snprintf(expected, sizeof(expected), "a number from %llu to %llu", (unsigned long long)least,
			 (unsigned long long)most);
		refuse(option, expected);
	}
	return value;
}

static double seconds(const char *option, const char *text)
{
	char *end;
	double value = strtod(text, &end);

	if (end == text || *end || !(value > 0 && value <= 86400))
		refuse(option, "seconds above 0, up to 86400");
	return value;
}

static void set(struct options *options, int which, const char *name)
{
	switch (which) {
	case RANKS: options->ranks = number(name, optarg, 0, 8192); break;
	case LOADERS: options->loaders = number(name, optarg, 0, 65536); break;
	case HOGS: options->hogs = number(name, optarg, 0, 8192); break;
	case STEPS: options->steps = number(name, optarg, 1, 10000000); break;
	case WARMUP: options->warmup = number(name, optarg, 0, 10000000); break;
	case WAIT: options->wait_us = number(name, optarg, 0, 10000000); break;
	case BURST: options->burst_us = number(name, optarg, 1, 10000000); break;
	case ITERATIONS: options->iterations = number(name, optarg, 100, 1000000000000); break;
	case SECONDS: options->max_seconds = seconds(name, optarg); break;
	case PINNED: options->pinned = true; break;
	case FIFO: options->fifo = true; break;
	case RT_HOG: options->rt_hog = number(name, optarg, 0, 8191); break;
	case IO: options->io = optarg; break;
	case CALIBRATE: options->calibrate = true; break;
	case JSON: options->json = true; break;
	case HELP: fputs(usage, stdout); exit(0);
	default: exit(2);
	}
}

struct options options_parse(int argc, char **argv)
{
	struct options options = {
		.ranks = 2, .steps = 2000, .warmup = 50, .wait_us = 3000, .burst_us = 1000, .rt_hog = -1,
	};
	int which, index = 0;

	while ((which = getopt_long(argc, argv, "", known, &index)) != -1)
		set(&options, which, known[index].name);
	if (optind < argc) {
		fprintf(stderr, "training-step: '%s' is no option (--help lists what there is)\n", argv[optind]);
		exit(2);
	}
	if (options.ranks == 0 && options.max_seconds == 0)
		refuse("ranks", "0 only together with --max-seconds");
	return options;
}
