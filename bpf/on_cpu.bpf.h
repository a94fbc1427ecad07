/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * On-CPU samples. One clock event on every CPU, filtered here by process: that reaches threads and
 * children of any age without bookkeeping, and costs others a hash lookup a tick. Events for each
 * thread never pay: they were measured to add about 0.3 us to each switch of a target, these add
 * less than 0.02 us to any, so a choice by switch rate would always come out the same.
 */
#ifndef MESHPROF_ON_CPU_BPF_H
#define MESHPROF_ON_CPU_BPF_H

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct scratch);
} tick_scratch SEC(".maps");

SEC("perf_event")
int on_tick(struct bpf_perf_event_data *ctx)
{
	struct task_struct *task = bpf_get_current_task_btf();
	struct mp_target *target = target_of(task);
	__u64 now = window_now();
	__u32 zero = 0;
	struct scratch *scratch;
	struct mp_stack_record *record;

	if (!target || !now || now == stop_ns)
		return 0;
	count(MP_COUNT_TICKS, 1);
	scratch = bpf_map_lookup_elem(&tick_scratch, &zero);
	if (!scratch)
		return 0;
	record = &scratch->stack;
	record->type = MP_RECORD_TICK;
	record->tgid = task->tgid;
	record->tid = task->pid;
	record->image = target->image;
	record->account = 0;
	record->loop_since_ns = loop_at_tick(task, now);
	record->stack = 0;
	if (!emit_stack(ctx, task, record))
		count(MP_COUNT_TICKS_RING_FULL, 1);
	return 0;
}

#endif
