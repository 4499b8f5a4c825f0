/* SPDX-License-Identifier: MIT */
/* The ranks: threads that step together. */
#ifndef RANKS_H
#define RANKS_H

#include "measurement.h"

/* Runs all steps, and fills in the measurement. */
void ranks_run(const struct options *options, const struct load *load, struct measurement *measurement);

#endif
