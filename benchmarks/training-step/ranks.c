/* SPDX-License-Identifier: MIT */
#include "ranks.h"

#include "barrier.h"
#include "clock.h"
#include "threads.h"
#include "work.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/prctl.h>

struct team {
	const struct options *options;
	const struct load *load;
	struct measurement *measurement;
	struct barrier barrier;

	/* Written by the barrier's last arriver only, while all others are in it. */
	uint64_t step_start_ns;
	unsigned int step;		/* counted from the first warm-up step; 0: nobody has met yet */
	bool done;
};

struct rank {
	struct team *team;
	unsigned int number;
	pthread_t thread;
};

/* Between two steps: the step that just ended took from the release before it to the arrival of the slowest rank. */
static void step_ended(struct team *team)
{
	const struct options *options = team->options;
	struct measurement *m = team->measurement;
	uint64_t now = now_ns();

	if (team->step > options->warmup)
		m->step_ns[m->steps++] = now - team->step_start_ns;
	if (m->steps == options->steps || (m->steps > 0 && options->max_seconds > 0 &&
					    now - m->start_ns >= options->max_seconds * NS_PER_S)) {
		measurement_end(m, team->load);
		team->done = true;
	}
	if (team->step == options->warmup)
		measurement_begin(m, team->load);
	team->step++;
	team->step_start_ns = now_ns();
}

static void meet(struct team *team)
{
	if (!barrier_arrive(&team->barrier))
		return;
	step_ended(team);
	barrier_release(&team->barrier);
}

/* The device starts when the rank has told it to: a rank that is late at the barrier's other side is late all the way. */
static void *rank_run(void *argument)
{
	struct rank *rank = argument;
	const struct options *options = rank->team->options;

	/* SCHED_FIFO has none; the floor must not owe its lead to that. */
	prctl(PR_SET_TIMERSLACK, 1);
	if (options->pinned)
		thread_pin_nth(rank->number);
	if (options->fifo)
		thread_fifo();
	for (meet(rank->team); !rank->team->done; meet(rank->team)) {
		sleep_until_ns(now_ns() + options->wait_us * 1000ull);
		work(options->iterations);
	}
	return NULL;
}

void ranks_run(const struct options *options, const struct load *load, struct measurement *measurement)
{
	struct team team = {
		.options = options, .load = load, .measurement = measurement, .barrier = { .members = options->ranks },
	};
	struct rank *ranks = calloc(options->ranks, sizeof(*ranks));

	if (!ranks)
		die(ENOMEM, "cannot allocate %u ranks", options->ranks);
	for (unsigned int i = 0; i < options->ranks; i++) {
		ranks[i] = (struct rank){ .team = &team, .number = i };
		ranks[i].thread = thread_start(rank_run, &ranks[i], "rank", i);
	}
	for (unsigned int i = 0; i < options->ranks; i++)
		pthread_join(ranks[i].thread, NULL);
	free(ranks);
}
