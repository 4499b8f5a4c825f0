// run-time: how long programs run, and how much CPU time they use, in turns.
//
//   run-time ROUNDS PROGRAM [ARGUMENT…] -- PROGRAM [ARGUMENT…] [-- …]
//
// Each turn runs a program to its end with its output thrown away; one turn each goes before the counted ones. Prints a line per
// program: median and range of wall time and of user plus system time in ms, peak memory, and median ratios to the last program's.
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { MAX_ROUNDS = 1000, MAX_PROGRAMS = 8 };

struct program {
	char **argv;
	double wall[MAX_ROUNDS], cpu[MAX_ROUNDS];
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

static void turn(struct program *program, int round)
{
	struct rusage usage;
	double start = now_ms();
	int status;
	pid_t pid = fork();

	if (pid == 0) {
		int null = open("/dev/null", O_WRONLY);

		dup2(null, 1);
		dup2(null, 2);
		execvp(program->argv[0], program->argv);
		_exit(127);
	}
	if (pid < 0 || wait4(pid, &status, 0, &usage) != pid || status != 0) {
		fprintf(stderr, "run-time: %s did not end well (status %#x)\n", program->argv[0], status);
		exit(1);
	}
	program->wall[round] = now_ms() - start;
	program->cpu[round] = ms_of(usage.ru_utime) + ms_of(usage.ru_stime);
	if (usage.ru_maxrss > program->peak_kb)
		program->peak_kb = usage.ru_maxrss;
}

static int ascending(const void *a, const void *b)
{
	double left = *(const double *)a, right = *(const double *)b;

	return (left > right) - (left < right);
}

static double median(double *values, int count)
{
	qsort(values, count, sizeof(*values), ascending);
	return count % 2 ? values[count / 2] : (values[count / 2 - 1] + values[count / 2]) / 2;
}

int main(int argc, char **argv)
{
	static struct program programs[MAX_PROGRAMS];
	int rounds = argc > 1 ? atoi(argv[1]) : 0, count = 0, i, round;
	double last_wall, last_cpu;

	for (i = 2; i < argc && count < MAX_PROGRAMS; i++) {
		programs[count++].argv = argv + i;
		while (i < argc && strcmp(argv[i], "--") != 0)
			i++;
		argv[i] = NULL;
	}
	if (rounds < 1 || rounds > MAX_ROUNDS || count == 0) {
		fprintf(stderr, "usage: run-time ROUNDS PROGRAM [ARGUMENT…] -- PROGRAM [ARGUMENT…]\n");
		return 2;
	}
	for (i = 0; i < count; i++)
		turn(&programs[i], 0);
	for (round = 0; round < rounds; round++)
		for (i = 0; i < count; i++)
			turn(&programs[i], round);
	last_wall = median(programs[count - 1].wall, rounds);
	last_cpu = median(programs[count - 1].cpu, rounds);
	for (i = 0; i < count; i++) {
		struct program *p = &programs[i];
		double wall = median(p->wall, rounds), cpu = median(p->cpu, rounds);

		printf("%-14s wall %8.1f ms (%.1f to %.1f), CPU %8.1f ms (%.1f to %.1f), peak %ld KiB, wall x %.3f, CPU x %.3f\n",
		       strrchr(p->argv[0], '/') ? strrchr(p->argv[0], '/') + 1 : p->argv[0], wall, p->wall[0], p->wall[rounds - 1],
		       cpu, p->cpu[0], p->cpu[rounds - 1], p->peak_kb, wall / last_wall, cpu / last_cpu);
	}
	return 0;
}
