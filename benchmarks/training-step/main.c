/* SPDX-License-Identifier: MIT */
/*
 * training-step: the workload of a training host. Its ranks set the pace of a synchronous step; its loaders fill the CPUs. How
 * long a step takes beside them, measured against a machine without them, is what a scheduler for such hosts is judged by.
 */
#include "clock.h"
#include "load.h"
#include "measurement.h"
#include "options.h"
#include "ranks.h"
#include "work.h"

#include <stdio.h>

static void run_load_only(const struct options *options, const struct load *load, struct measurement *measurement)
{
	measurement_begin(measurement, load);
	sleep_until_ns(now_ns() + options->max_seconds * NS_PER_S);
	measurement_end(measurement, load);
}

int main(int argc, char **argv)
{
	struct options options = options_parse(argc, argv);
	struct measurement measurement;
	struct load load;

	if (options.iterations == 0 || options.calibrate)
		options.iterations = work_calibrate(options.burst_us);
	if (options.calibrate) {
		printf("%llu\n", (unsigned long long)options.iterations);
		return 0;
	}
	measurement = measurement_create(&options);
	load = load_start(&options);
	if (options.ranks == 0)
		run_load_only(&options, &load, &measurement);
	else
		ranks_run(&options, &load, &measurement);
	measurement_print(&measurement, &options);
	/* The load ends with the process. */
	return 0;
}
