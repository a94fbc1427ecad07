/* SPDX-License-Identifier: GPL-2.0-only */
/* What all programs of a session share: its window, its targets, its counters, its way to user
 * space. */
#ifndef MESHPROF_SESSION_BPF_H
#define MESHPROF_SESSION_BPF_H

/*
 * The window. User space sets each a little ahead of the clock, so that every CPU sees the value
 * before it matters and all of them cut at the same instant. UINT64_MAX: not yet known.
 */
volatile __u64 start_ns = ~0ULL;
volatile __u64 stop_ns = ~0ULL;

/* What the session wants; set before loading. */
const volatile bool off_cpu;
const volatile bool follow_children;
/* Captures of waits that a CPU may make in MP_RATE_PERIOD_NS; 0: none at all, totals only. */
const volatile __u32 captures_per_period;
/* The same in MP_THRESHOLD_PERIOD_NS of waits chosen for their length. */
const volatile __u32 length_captures_per_period;

/* Last mp_account.id given. */
__u64 last_account;

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, MP_MAX_TARGETS);
	__type(key, __u32);
	__type(value, struct mp_target);
} targets SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, MP_COUNTERS);
	__type(key, __u32);
	__type(value, __u64);
} counters SEC(".maps");

/* Size set by user space before loading. Polled, so records never pay for a wakeup. */
struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 1 << 23);
} records SEC(".maps");

/* Too large for BPF's stack. One for each context that cannot be interrupted by another use of the
 * same one. */
struct scratch {
	union {
		struct mp_stack_record stack;
		__u8 stack_bytes[MP_MAX_STACK_RECORD_BYTES];
		struct mp_thread_record thread;
		struct mp_wait_record wait;
		struct mp_stretch_record stretch;
	};
};

static __always_inline void count(__u32 counter, __u64 n)
{
	__u64 *value = bpf_map_lookup_elem(&counters, &counter);

	if (value)
		*value += n;
}

/* 0 before the window, and never more than its end. */
static __always_inline __u64 in_window(__u64 now)
{
	if (now < start_ns)
		return 0;
	return now < stop_ns ? now : stop_ns;
}

static __always_inline __u64 window_now(void)
{
	return in_window(bpf_ktime_get_ns());
}

/*
 * The entry of the process a task belongs to, if it is a target. After a target has ended, its last
 * thread still counts while it dies, but not a later process that got the same tgid.
 */
static __always_inline struct mp_target *target_of(struct task_struct *task)
{
	__u32 tgid = task->tgid;
	struct mp_target *target = bpf_map_lookup_elem(&targets, &tgid);

	if (target && target->exited && target->leader_start_ns != task->group_leader->start_time)
		return 0;
	return target;
}

static __always_inline bool emit(void *record, __u64 size)
{
	return bpf_ringbuf_output(&records, record, size, BPF_RB_NO_WAKEUP) == 0;
}

#endif
