/* SPDX-License-Identifier: GPL-2.0-only */
/* What all programs share: the sessions with their windows and targets, their counters, the way to
 * user space. */
#ifndef MESHPROF_SESSION_BPF_H
#define MESHPROF_SESSION_BPF_H

/* User space sets a window's ends a little ahead of the clock, so that every CPU sees the value
 * before it matters and all of them cut at the same instant. */
volatile struct mp_window windows[MP_MAX_SESSIONS];

/* Slots that are taken. */
volatile __u32 live_sessions;

/*
 * Number and time of the last cut (meshprof.h). To prepare one, user space sets the time to
 * UINT64_MAX, then the number, marks the targets, and then sets the time, a little ahead of the
 * clock; the targets are told it before the next cut.
 */
volatile __u32 last_cut;
volatile __u64 cut_ns;

/* The times of the latest cuts, by their number modulo the size. */
#define MP_CUT_TIMES 1024
volatile __u64 cut_times[MP_CUT_TIMES];

/* What the most demanding session wants. */
/* Captures of waits that a CPU may make in MP_RATE_PERIOD_NS; 0: none at all, totals only. */
volatile __u32 captures_per_period;
/* The same in MP_THRESHOLD_PERIOD_NS of waits chosen for their length. */
volatile __u32 length_captures_per_period;
/* Waits shorter than this have no stack. Of the sessions that want stacks the one that wants those
 * of the shortest. */
volatile __u64 min_wait_ns;

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, MP_MAX_TARGETS);
	__type(key, __u32);
	__type(value, struct mp_target);
} targets SEC(".maps");

/* Key: slot * MP_COUNTERS + mp_counter. */
struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, MP_MAX_SESSIONS *MP_COUNTERS);
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

static __always_inline void count_in(__u32 slot, __u32 counter, __u64 n)
{
	__u32 key = slot * MP_COUNTERS + counter;
	__u64 *value = bpf_map_lookup_elem(&counters, &key);

	if (value)
		*value += n;
}

__noinline int count_one(__u32 slot, __u32 counter, __u64 n)
{
	count_in(slot, counter, n);
	return 0;
}

/* For each of these sessions. Both are global, so that the verifier looks at them once and not at
 * every call; they are for what is rare. */
__noinline int count(__u32 sessions, __u32 counter, __u64 n)
{
	for (__u32 slot = 0; slot < MP_MAX_SESSIONS; slot++) {
		if (sessions & 1U << slot)
			count_one(slot, counter, n);
	}
	return 0;
}

static __always_inline bool in_window(__u64 slot, __u64 now)
{
	return now >= windows[slot].start_ns && now < windows[slot].stop_ns;
}

/*
 * The entry of the process a task belongs to, if it is a target. After a target has ended, its last
 * thread still counts while it dies, but not a later process that got the same tgid.
 */
static __always_inline struct mp_target *target_of(struct task_struct *task)
{
	__u32 tgid = task->tgid;
	struct mp_target *target = bpf_map_lookup_elem(&targets, &tgid);

	if (target && target->exited &&
	    target->leader_start_ns != untrusted(task)->group_leader->start_time)
		return 0;
	return target;
}

#define MP_UNTOLD (~0ULL)

/*
 * What holds at `now`. User space completes `earlier`, then takes back the time, then changes the
 * rest; here the time is read last, so it is not told if anything read before is new.
 */
static __always_inline void wants_at(struct mp_target *target, __u64 now, struct mp_wants *wants)
{
	volatile __u64 *since_ns = &target->wants.since_ns;

	wants->cut = target->wants.cut;
	wants->off_cpu = target->wants.off_cpu;
	wants->wait_stacks = target->wants.wait_stacks;
	wants->page_faults = target->wants.page_faults;
	barrier();
	wants->since_ns = *since_ns;
	if (wants->since_ns == MP_UNTOLD) {
		wants->since_ns = cut_ns;
		/* Told meanwhile, and cut_ns may be of the next cut already. */
		if (*since_ns != MP_UNTOLD)
			wants->since_ns = *since_ns;
	}
	if (now < wants->since_ns)
		*wants = target->earlier;
}

static __always_inline __u64 latest(__u64 a, __u64 b)
{
	return a > b ? a : b;
}

/* A thread for a function that cannot be given its task. */
static __always_inline __u64 tgid_and_tid(const struct task_struct *task)
{
	return (__u64)(__u32)task->tgid << 32 | (__u32)task->pid;
}

static __always_inline bool emit(void *record, __u64 size)
{
	return bpf_ringbuf_output(&records, record, size, BPF_RB_NO_WAKEUP) == 0;
}

#endif
