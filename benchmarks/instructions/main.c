// SPDX-License-Identifier: MIT
/*
 * What a wake-up and a switch cost under the scheduler that runs. Meant for a
 * machine whose time is its instructions (./build.sh vm --icount 0): the times
 * that this prints are then instruction counts.
 *
 * usage: instructions ROUND_TRIPS
 *
 * Prints, separated by tabs: "trip PLACEMENT NS", and "program PLACEMENT NAME
 * RUNS NS", each for one round trip, the latter from a run of its own, since
 * counting costs time.
 */
#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "pipes.h"
#include "programs.h"

static const struct placement placements[] = {
	{ "free", -1, -1 },
	{ "one CPU", 0, 0 },
	{ "two CPUs", 0, 1 },
};

static void print_programs(const struct placement *where, unsigned long count)
{
	static struct program before[MOST_PROGRAMS], after[MOST_PROGRAMS];
	double trips = count + count / 8;
	int known, now;

	count_programs(1);
	known = read_programs(before);
	time_round_trips(where, count);
	now = read_programs(after);
	count_programs(0);
	for (int i = 0; i < now; i++) {
		for (int j = 0; j < known; j++) {
			if (before[j].id != after[i].id || before[j].runs == after[i].runs)
				continue;
			printf("program\t%s\t%s\t%.3f\t%.1f\n", where->name, after[i].name,
			       (after[i].runs - before[j].runs) / trips, (after[i].ns - before[j].ns) / trips);
		}
	}
}

int main(int argc, char **argv)
{
	unsigned long count = argc == 2 ? strtoul(argv[1], NULL, 10) : 0;

	if (count == 0)
		errx(2, "usage: instructions ROUND_TRIPS");
	for (unsigned i = 0; i < sizeof(placements) / sizeof(placements[0]); i++) {
		if (placements[i].second_cpu == 1 && sysconf(_SC_NPROCESSORS_ONLN) < 2)
			continue;
		printf("trip\t%s\t%.1f\n", placements[i].name, (double)time_round_trips(&placements[i], count) / count);
		print_programs(&placements[i], count);
		fflush(stdout);
	}
	return 0;
}
