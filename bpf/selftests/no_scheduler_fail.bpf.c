// SPDX-License-Identifier: GPL-2.0-only
/* A BPF object without a scheduler in it. */
#include "schedext/kernel.bpf.h"

char _license[] SEC("license") = "GPL";

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, u32);
	__type(value, u64);
} lonely SEC(".maps");
