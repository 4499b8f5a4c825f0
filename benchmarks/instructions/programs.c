// SPDX-License-Identifier: MIT
#include <err.h>
#include <linux/bpf.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "programs.h"

static long bpf(int command, union bpf_attr *attr)
{
	return syscall(SYS_bpf, command, attr, sizeof(*attr));
}

void count_programs(int on)
{
	FILE *file = fopen("/proc/sys/kernel/bpf_stats_enabled", "w");

	if (!file || fprintf(file, "%d\n", on) < 0 || fclose(file) != 0)
		err(1, "cannot set kernel.bpf_stats_enabled");
}

static int read_info(uint32_t id, struct bpf_prog_info *info)
{
	union bpf_attr by_id = { .prog_id = id };
	union bpf_attr about = { 0 };
	int fd = bpf(BPF_PROG_GET_FD_BY_ID, &by_id), result;

	if (fd < 0)
		return -1;
	memset(info, 0, sizeof(*info));
	about.info.bpf_fd = fd;
	about.info.info_len = sizeof(*info);
	about.info.info = (uint64_t)(unsigned long)info;
	result = bpf(BPF_OBJ_GET_INFO_BY_FD, &about);
	close(fd);
	return result;
}

int read_programs(struct program programs[MOST_PROGRAMS])
{
	union bpf_attr next = { 0 };
	struct bpf_prog_info info;
	int count = 0;

	while (count < MOST_PROGRAMS && bpf(BPF_PROG_GET_NEXT_ID, &next) == 0) {
		next.start_id = next.next_id;
		if (read_info(next.next_id, &info) != 0 || info.type != BPF_PROG_TYPE_STRUCT_OPS)
			continue;
		programs[count].id = info.id;
		snprintf(programs[count].name, sizeof(programs[count].name), "%s", info.name);
		programs[count].runs = info.run_cnt;
		programs[count].ns = info.run_time_ns;
		count++;
	}
	return count;
}
