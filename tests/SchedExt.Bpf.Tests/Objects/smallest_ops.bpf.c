// SPDX-License-Identifier: GPL-2.0-only
/*
 * An ops table of one's own that declares a name and nothing else, beside an
 * exit record with a dump, a variable of each integer size, and one value asked
 * from the kernel's enums.
 */
#include "schedext/kfuncs.bpf.h"

char _license[] SEC("license") = "GPL";

struct sched_ext_ops___smallest {
	char name[128];
};

struct {
	s32 kind;
	s64 exit_code;
	char reason[128];
	char msg[1024];
} uei SEC(".data");

char uei_dump[1] SEC(".data.uei_dump");
const volatile u32 uei_dump_len = 1;

const volatile u8 one_byte = 1;
const volatile u16 two_bytes = 2;
const volatile u32 four_bytes = 4;
const volatile u64 eight_bytes = 8;
const volatile struct { u64 a, b; } a_pair = { 1, 2 };
const volatile u64 __SCX_OPS_ENQ_LAST;
const volatile u64 __SCX_OF_THE_FUTURE = 7;
u32 writable = 5;

SEC(".struct_ops.link")
struct sched_ext_ops___smallest smallest_ops = {
	.name	= "smallest_ops",
};
