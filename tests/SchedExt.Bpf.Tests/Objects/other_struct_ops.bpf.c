// SPDX-License-Identifier: GPL-2.0-only
/* A struct_ops map, and not a scheduler's. */
#include "schedext/kernel.bpf.h"

char _license[] SEC("license") = "GPL";

struct tcp_congestion_ops {
	char name[16];
};

SEC(".struct_ops.link")
struct tcp_congestion_ops congestion = {
	.name	= "congestion",
};
