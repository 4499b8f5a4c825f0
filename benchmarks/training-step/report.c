/* SPDX-License-Identifier: MIT */
#include "measurement.h"

#include "clock.h"
#include "threads.h"

#include <stdio.h>
#include <stdlib.h>

struct figures {
	double seconds, p50, p90, p99, p999, max, mean;	/* of a step, in microseconds but for the first */
	double bursts_per_s, loader_units_per_s, hog_units_per_s, work_per_s;
	double fairness;				/* least over most units among the loaders; 1 without any */
	double capacity;				/* work done, as a part of what the CPUs can do when calibrated */
};

static int by_value(const void *left, const void *right)
{
	uint64_t a = *(const uint64_t *)left, b = *(const uint64_t *)right;

	return (a > b) - (a < b);
}

/* Nearest rank: the least step that is not below this part of all. */
static double percentile_us(const struct measurement *m, double part)
{
	double rank = part * m->steps;
	unsigned int index = rank;

	if (index < rank || index == 0)
		index++;
	return m->step_ns[index - 1] / 1e3;
}

static void steps_of(const struct measurement *m, struct figures *f)
{
	double sum = 0;

	if (m->steps == 0)
		return;
	for (unsigned int i = 0; i < m->steps; i++)
		sum += m->step_ns[i];
	f->mean = sum / m->steps / 1e3;
	f->p50 = percentile_us(m, 0.5);
	f->p90 = percentile_us(m, 0.9);
	f->p99 = percentile_us(m, 0.99);
	f->p999 = percentile_us(m, 0.999);
	f->max = percentile_us(m, 1);
}

static void load_of(const struct measurement *m, const struct options *o, struct figures *f)
{
	uint64_t least = UINT64_MAX, most = 0;

	for (unsigned int i = 0; i < o->loaders + o->hogs; i++) {
		uint64_t units = m->units_at_end[i] - m->units_at_start[i];

		if (i >= o->loaders) {
			f->hog_units_per_s += units / f->seconds;
			continue;
		}
		f->loader_units_per_s += units / f->seconds;
		least = units < least ? units : least;
		most = units > most ? units : most;
	}
	f->fairness = o->loaders == 0 ? 1 : most == 0 ? 0 : (double)least / most;
	f->bursts_per_s = (double)m->steps * o->ranks / f->seconds;
	f->work_per_s = f->bursts_per_s + (f->loader_units_per_s + f->hog_units_per_s) / UNITS_PER_BURST;
	f->capacity = f->work_per_s * o->burst_us / 1e6 / thread_cpus();
}

static void print_json(const struct measurement *m, const struct options *o, const struct figures *f)
{
	printf("\"iterations\":%llu,\"steps\":%u,\"seconds\":%.3f,", (unsigned long long)o->iterations, m->steps, f->seconds);
	printf("\"p50_us\":%.1f,\"p90_us\":%.1f,\"p99_us\":%.1f,\"p999_us\":%.1f,\"max_us\":%.1f,\"mean_us\":%.1f,", f->p50, f->p90,
	       f->p99, f->p999, f->max, f->mean);
	printf("\"bursts_per_s\":%.2f,\"loader_units_per_s\":%.1f,\"hog_units_per_s\":%.1f,\"work_per_s\":%.2f,\"fairness\":%.4f,\"capacity\":%.4f}\n",
	       f->bursts_per_s, f->loader_units_per_s, f->hog_units_per_s, f->work_per_s, f->fairness, f->capacity);
}

static void print_text(const struct measurement *m, const struct options *o, const struct figures *f)
{
	printf("%u steps in %.1f s, %llu iterations a burst\n", m->steps, f->seconds, (unsigned long long)o->iterations);
	printf("step (us)         p50 %.0f   p90 %.0f   p99 %.0f   p99.9 %.0f   max %.0f   mean %.0f\n", f->p50, f->p90, f->p99,
	       f->p999, f->max, f->mean);
	printf("rank bursts/s     %.1f\n", f->bursts_per_s);
	printf("loader units/s    %.0f   least/most %.2f   (%d units a burst)\n", f->loader_units_per_s, f->fairness, UNITS_PER_BURST);
	printf("hog units/s       %.0f\n", f->hog_units_per_s);
	printf("bursts/s in all   %.1f   (%.2f of what the CPUs can)\n", f->work_per_s, f->capacity);
}

void measurement_print(struct measurement *m, const struct options *o)
{
	struct figures f = { .seconds = (double)(m->end_ns - m->start_ns) / NS_PER_S };

	if (o->json) {
		printf("{\"step_us\":[");
		for (unsigned int i = 0; i < m->steps; i++)
			printf("%s%.1f", i ? "," : "", m->step_ns[i] / 1e3);
		printf("],");
	}
	qsort(m->step_ns, m->steps, sizeof(*m->step_ns), by_value);
	steps_of(m, &f);
	load_of(m, o, &f);
	if (o->json)
		print_json(m, o, &f);
	else
		print_text(m, o, &f);
}
