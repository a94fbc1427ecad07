/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * On-CPU samples. Each session has a clock event of its own rate on every CPU, whose period tells
 * its slot. They are filtered here by process: that reaches threads and children of any age without
 * bookkeeping, and costs others a hash lookup a tick. Events for each thread never pay: they were
 * measured to add about 0.3 us to each switch of a target, these add less than 0.02 us to any, so a
 * choice by switch rate would always come out the same.
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
int on_tick(struct perf_event_context *ctx)
{
	struct task_struct *task = bpf_get_current_task_btf();
	__u64 slot = MP_SLOT_OF_PERIOD(ctx->period_ns);
	__u64 now = bpf_ktime_get_ns();
	__u32 zero = 0;
	struct mp_target *target;
	struct scratch *scratch;
	struct mp_stack_record *record;

	if (slot >= MP_MAX_SESSIONS || !in_window(slot, now))
		return 0;
	target = target_of(task);
	if (!target || !(target->on_cpu & 1U << slot))
		return 0;
	count_in(slot, MP_COUNT_TICKS, 1);
	scratch = bpf_map_lookup_elem(&tick_scratch, &zero);
	if (!scratch)
		return 0;
	record = &scratch->stack;
	record->type = MP_RECORD_TICK;
	record->tgid = task->tgid;
	record->tid = task->pid;
	record->image = target->image;
	record->account = 0;
	record->sessions = 1U << slot;
	record->loop_since_ns = loop_at_tick(task, now);
	record->stack = 0;
	if (!emit_stack(ctx, record))
		count_in(slot, MP_COUNT_TICKS_RING_FULL, 1);
	return 0;
}

#endif
