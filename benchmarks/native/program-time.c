// program-time: how long programs take, in turns, with their output thrown away.
//
//   program-time run ROUNDS PROGRAM [ARGUMENT…] -- PROGRAM [ARGUMENT…] [-- …]
//   program-time attach ROUNDS PROGRAM [ARGUMENT…] -- PROGRAM [ARGUMENT…] [-- …]
//
// run: from exec to the program's end. attach: from exec until /sys/kernel/sched_ext/state, looked at every millisecond, says
// "enabled"; then the program is interrupted, and the next one's turn comes when the kernel is back on its own scheduler.
//
// One turn each goes before the counted ones: it brings the files into the page cache. Prints a line per program: median and range of
// the time, and of the CPU time used (run) or the time from the interrupt to the end (attach), peak memory, and the ratios of its
// medians to the last program's.
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { MAX_ROUNDS = 1000, MAX_PROGRAMS = 8, LIMIT_MS = 60000 };

struct program {
	char **argv;
	double ms[MAX_ROUNDS];		/* what is compared */
	double second[MAX_ROUNDS];	/* CPU time; the time it took to stop */
	long peak_kb;
};

static double now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1e3 + t.tv_nsec / 1e6;
}

static double ms_of(struct timeval time)
{
	return time.tv_sec * 1e3 + time.tv_usec / 1e3;
}

static bool state_is(const char *wanted)
{
	char text[32] = "";
	int fd = open("/sys/kernel/sched_ext/state", O_RDONLY | O_CLOEXEC);

	if (fd < 0 || read(fd, text, sizeof(text) - 1) < 0) {
		perror("/sys/kernel/sched_ext/state");
		exit(1);
	}
	close(fd);
	return strncmp(text, wanted, strlen(wanted)) == 0;
}

static void await_state(const char *wanted, const char *program)
{
	double limit = now_ms() + LIMIT_MS;

	while (!state_is(wanted)) {
		if (now_ms() > limit) {
			fprintf(stderr, "program-time: %s: the state is not \"%s\" after %d s\n", program, wanted, LIMIT_MS / 1000);
			exit(1);
		}
		nanosleep(&(struct timespec){ .tv_nsec = 1000000 }, NULL);
	}
}

static pid_t start(const struct program *program)
{
	pid_t pid = fork();

	if (pid < 0) {
		perror("fork");
		exit(1);
	}
	if (pid == 0) {
		int null = open("/dev/null", O_WRONLY), words = fcntl(2, F_DUPFD_CLOEXEC, 3);

		dup2(null, 1);
		dup2(null, 2);
		execvp(program->argv[0], program->argv);
		dprintf(words, "%s: %s\n", program->argv[0], strerror(errno));
		_exit(127);
	}
	return pid;
}

static int end(struct program *program, pid_t pid, struct rusage *usage)
{
	int status;

	while (wait4(pid, &status, 0, usage) < 0) {
		if (errno != EINTR) {
			perror("wait4");
			exit(1);
		}
	}
	if (usage->ru_maxrss > program->peak_kb)
		program->peak_kb = usage->ru_maxrss;
	return status;
}

static void turn_run(struct program *program, int round)
{
	double begun = now_ms();
	struct rusage usage;
	int status = end(program, start(program), &usage);

	program->ms[round] = now_ms() - begun;
	program->second[round] = ms_of(usage.ru_utime) + ms_of(usage.ru_stime);
	if (status != 0) {
		fprintf(stderr, "program-time: %s did not end well (status %#x)\n", program->argv[0], status);
		exit(1);
	}
}

static void turn_attach(struct program *program, int round)
{
	double begun = now_ms(), stopped;
	struct rusage usage;
	pid_t pid = start(program);

	await_state("enabled", program->argv[0]);
	stopped = now_ms();
	program->ms[round] = stopped - begun;
	kill(pid, SIGINT);
	end(program, pid, &usage);
	program->second[round] = now_ms() - stopped;
	await_state("disabled", program->argv[0]);
}

static int ascending(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static double median(const double *sorted, int rounds)
{
	return (sorted[(rounds - 1) / 2] + sorted[rounds / 2]) / 2;
}

static void print(const struct program *p, const struct program *last, int rounds, const char *second)
{
	const char *slash = strrchr(p->argv[0], '/');
	double ms = median(p->ms, rounds), other = median(p->second, rounds);

	printf("%-14s %8.2f ms (%.2f to %.2f), %s %8.2f ms (%.2f to %.2f), peak %.1f MB, ratios %.3f and %.3f\n", slash ? slash + 1 : p->argv[0],
	       ms, p->ms[0], p->ms[rounds - 1], second, other, p->second[0], p->second[rounds - 1], p->peak_kb / 1024.0,
	       ms / median(last->ms, rounds), other / median(last->second, rounds));
}

int main(int argc, char **argv)
{
	static struct program programs[MAX_PROGRAMS];
	bool attach = argc > 1 && strcmp(argv[1], "attach") == 0;
	int count = 0, rounds = argc > 3 ? atoi(argv[2]) : 0;

	if (rounds < 1 || rounds > MAX_ROUNDS || (!attach && strcmp(argv[1], "run") != 0)) {
		fprintf(stderr, "usage: program-time run|attach ROUNDS PROGRAM [ARGUMENT…] -- PROGRAM [ARGUMENT…] [-- …]\n");
		return 2;
	}
	for (int i = 3; i < argc && count < MAX_PROGRAMS; i++) {
		programs[count++].argv = &argv[i];
		while (i < argc && strcmp(argv[i], "--") != 0)
			i++;
		argv[i] = NULL;
	}
	for (int round = -1; round < rounds; round++) {
		for (int i = 0; i < count; i++)
			(attach ? turn_attach : turn_run)(&programs[i], round < 0 ? 0 : round);
	}
	for (int i = 0; i < count; i++) {
		qsort(programs[i].ms, rounds, sizeof(double), ascending);
		qsort(programs[i].second, rounds, sizeof(double), ascending);
	}
	for (int i = 0; i < count; i++)
		print(&programs[i], &programs[count - 1], rounds, attach ? "stops in" : "CPU");
	return 0;
}
