/* SPDX-License-Identifier: MIT */
#include "measurement.h"

#include "clock.h"
#include "threads.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static uint64_t *array(size_t count)
{
	uint64_t *values = malloc((count + 1) * sizeof(*values));

	if (!values)
		die(ENOMEM, "cannot allocate %zu figures", count);
	/* Not zero, which the allocator would leave to the first write. */
	memset(values, 0xff, (count + 1) * sizeof(*values));
	return values;
}

struct measurement measurement_create(const struct options *options)
{
	size_t loaders = options->loaders + options->hogs;

	return (struct measurement){
		.step_ns = array(options->steps), .units_at_start = array(loaders), .units_at_end = array(loaders),
	};
}

void measurement_begin(struct measurement *measurement, const struct load *load)
{
	load_read(load, measurement->units_at_start);
	measurement->start_ns = now_ns();
}

void measurement_end(struct measurement *measurement, const struct load *load)
{
	measurement->end_ns = now_ns();
	load_read(load, measurement->units_at_end);
}
