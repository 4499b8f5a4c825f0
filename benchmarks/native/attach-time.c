// attach-time: how long programs take from exec until the kernel runs their sched_ext scheduler, in turns within one boot.
//
//   attach-time ROUNDS PROGRAM [ARGUMENT…] -- PROGRAM [ARGUMENT…] [-- …]
//
// Each turn starts a program with its output thrown away, watches /sys/kernel/sched_ext/state every millisecond until it says
// "enabled", interrupts the program, and waits until the kernel is back on its own scheduler. One turn each goes before the counted
// ones: it brings the files into the page cache. Prints a line per program: the median, the range, the peak memory, the ratio of
// its median to the last program's, and how long the program took from the interrupt to its end.
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
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
	double ms[MAX_ROUNDS], stop_ms[MAX_ROUNDS];
	long peak_kb;
};

static double now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1e3 + t.tv_nsec / 1e6;
}

static int state_is(const char *wanted)
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
			fprintf(stderr, "attach-time: %s: the state is not \"%s\" after %d s\n", program, wanted, LIMIT_MS / 1000);
			exit(1);
		}
		nanosleep(&(struct timespec){ .tv_nsec = 1000000 }, NULL);
	}
}

static double turn(struct program *program, double *stop_ms)
{
	struct rusage usage;
	double start = now_ms(), ms, stop;
	pid_t pid = fork();

	if (pid == 0) {
		int null = open("/dev/null", O_WRONLY);

		int words = fcntl(2, F_DUPFD_CLOEXEC, 3);

		dup2(null, 1);
		dup2(null, 2);
		execv(program->argv[0], program->argv);
		dprintf(words, "%s: %s\n", program->argv[0], strerror(errno));
		_exit(127);
	}
	await_state("enabled", program->argv[0]);
	ms = now_ms() - start;
	stop = now_ms();
	kill(pid, SIGINT);
	while (wait4(pid, NULL, 0, &usage) < 0 && errno == EINTR)
		;
	*stop_ms = now_ms() - stop;
	if (usage.ru_maxrss > program->peak_kb)
		program->peak_kb = usage.ru_maxrss;
	await_state("disabled", program->argv[0]);
	return ms;
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

int main(int argc, char **argv)
{
	static struct program programs[MAX_PROGRAMS];
	int count = 0, rounds = argc > 2 ? atoi(argv[1]) : 0;

	if (rounds < 1 || rounds > MAX_ROUNDS) {
		fprintf(stderr, "usage: attach-time ROUNDS PROGRAM [ARGUMENT…] -- PROGRAM [ARGUMENT…] [-- …]\n");
		return 2;
	}
	for (int i = 2; i < argc && count < MAX_PROGRAMS; i++) {
		programs[count++].argv = &argv[i];
		while (i < argc && strcmp(argv[i], "--") != 0)
			i++;
		argv[i] = NULL;
	}
	for (int round = -1; round < rounds; round++) {
		for (int i = 0; i < count; i++) {
			double stop_ms, ms = turn(&programs[i], &stop_ms);

			if (round >= 0) {
				programs[i].ms[round] = ms;
				programs[i].stop_ms[round] = stop_ms;
			}
		}
	}
	for (int i = 0; i < count; i++) {
		qsort(programs[i].ms, rounds, sizeof(double), ascending);
		qsort(programs[i].stop_ms, rounds, sizeof(double), ascending);
	}
	for (int i = 0; i < count; i++)
		printf("%-60s median %7.1f ms (%.1f to %.1f), peak %.1f MB, ratio %.2f; stops in %.1f ms (at most %.1f)\n",
		       programs[i].argv[0], median(programs[i].ms, rounds), programs[i].ms[0], programs[i].ms[rounds - 1],
		       programs[i].peak_kb / 1024.0, median(programs[i].ms, rounds) / median(programs[count - 1].ms, rounds),
		       median(programs[i].stop_ms, rounds), programs[i].stop_ms[rounds - 1]);
	return 0;
}
