/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The stack from which a thread is woken, of some wakeups. Only where a task acts itself: below an
 * interrupt stands whatever it interrupted. The user's part only of targets; those alone are read
 * and named.
 */
#ifndef MESHPROF_WAKEUP_STACK_BPF_H
#define MESHPROF_WAKEUP_STACK_BPF_H

/* The part of the budget of captures (sampling.h) that stacks of wakers may take. */
#define MP_WAKEUP_QUOTA_PART 4

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct mp_rate);
} wakeup_rate SEC(".maps");

/* The rate at which this wakeup was chosen, 0 if it was not. */
static __always_inline __u32 choose_wakeup(__u64 now)
{
	__u32 zero = 0;
	__u32 captures = captures_per_period;
	__u32 quota = captures / MP_WAKEUP_QUOTA_PART;
	struct mp_rate *state = bpf_map_lookup_elem(&wakeup_rate, &zero);
	__u32 rate;

	if (!captures || !state)
		return 0;
	rate = mp_rate_now(state, now, quota ? quota : 1);
	if (!mp_is_chosen(rate, bpf_get_prandom_u32()))
		return 0;
	state->captures++;
	return rate;
}

static __always_inline bool emit_kernel_stack(void *ctx, struct mp_stack_record *record)
{
	long kernel = bpf_get_stack(ctx, record->addresses, MP_STACK_BYTES, 0);

	if (kernel < 0 || kernel > MP_STACK_BYTES)
		kernel = 0;
	record->user_frames = 0;
	record->kernel_frames = (__u64)kernel / 8;
	record->slice_bytes = 0;
	__builtin_memset(&record->registers, 0, sizeof(record->registers));
	return emit(record, sizeof(*record) + kernel);
}

/* `current` wakes the thread of `account`. Interrupts are off, as in a switch, so the scratch of
 * switches is free; but not where a task wakes itself. */
static __always_inline void capture_waker(void *ctx, struct mp_account *account,
					  struct task_struct *current, __u32 rate)
{
	__u32 zero = 0;
	struct scratch *scratch = bpf_map_lookup_elem(&switch_scratch, &zero);
	struct mp_target *target = target_of(current);
	struct mp_stack_record *record;
	bool is_sent;

	if (!scratch)
		return;
	record = &scratch->stack;
	record->type = MP_RECORD_WAKEUP;
	record->tgid = current->tgid;
	record->tid = current->pid;
	record->image = target ? target->image : 0;
	record->account = account->id;
	record->sessions = account->stack_sessions;
	record->wakeup_rate = rate;
	record->stack = 0;
	if (target) {
		is_sent = emit_stack(ctx, record);
	} else {
		record->flags = current->flags & PF_KTHREAD ? MP_STACK_OF_KERNEL_THREAD
							    : MP_STACK_OF_NO_TARGET;
		is_sent = emit_kernel_stack(ctx, record);
	}
	if (!is_sent)
		count(account->stack_sessions, MP_COUNT_WAKEUP_STACKS_RING_FULL, 1);
}

#endif
