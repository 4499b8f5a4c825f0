/* SPDX-License-Identifier: MIT */
/* What one run measured. */
#ifndef MEASUREMENT_H
#define MEASUREMENT_H

#include "load.h"
#include "options.h"

struct measurement {
	uint64_t start_ns, end_ns;	/* of the measured steps */
	unsigned int steps;		/* measured; fewer than asked for where the time was over */
	uint64_t *step_ns;		/* in the order they came */
	uint64_t *units_at_start;	/* of each loader and hog */
	uint64_t *units_at_end;
};

/* Ends the process where there is no memory for it. All pages are touched: no fault falls into a step. */
struct measurement measurement_create(const struct options *options);

void measurement_begin(struct measurement *measurement, const struct load *load);
void measurement_end(struct measurement *measurement, const struct load *load);

/* Prints it to standard output, sorting step_ns last of all. */
void measurement_print(struct measurement *measurement, const struct options *options);

#endif
