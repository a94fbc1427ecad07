/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Off-CPU accounting. Every switch is counted and every nanosecond booked, exactly. A stack costs
 * far more than that, so one is captured only where a thread waits in a place that its account does
 * not hold: a thread with the same user registers in the same system call has the same stack.
 * Preemptions happen anywhere, hence one stack each 10 ms of a thread's preemptions stands for all
 * until the next: the count and the time stay exact.
 *
 * sched_wakeup, not sched_waking, ends a wait: it comes under the lock of the run queue that takes
 * the thread, after the thread's switch-out is complete. That makes all writes to an account
 * ordered without atomics, and matches the kernel's own run_delay.
 */
#ifndef MESHPROF_OFF_CPU_BPF_H
#define MESHPROF_OFF_CPU_BPF_H

#define MP_PREEMPTION_STACK_PERIOD_NS 10000000ULL

/* Sends what a place has accumulated, and empties it for another stack. */
static __always_inline void evict(struct mp_account *account, struct mp_place *place,
				  struct task_struct *task, struct scratch *scratch)
{
	struct mp_wait_record *record = &scratch->wait;

	if (place->stack && (place->switches || place->wait_ns || place->runnable_ns)) {
		record->type = MP_RECORD_WAIT;
		record->tgid = task->tgid;
		record->tid = task->pid;
		record->pad = 0;
		record->account = account->id;
		record->place = *place;
		if (!emit(record, sizeof(*record)))
			count(MP_COUNT_SWITCHES_RING_FULL, place->switches);
	}
	place->stack = 0;
	place->switches = 0;
	place->wait_ns = 0;
	place->runnable_ns = 0;
}

static __always_inline void capture(void *ctx, struct mp_account *account, struct mp_place *place,
				    struct task_struct *task, struct scratch *scratch, __u32 image)
{
	struct mp_stack_record *record = &scratch->stack;

	record->type = MP_RECORD_WAIT_STACK;
	record->tgid = task->tgid;
	record->tid = task->pid;
	record->image = image;
	record->account = account->id;
	record->switches = 0;
	record->stack = account->stacks + 1;
	if (emit_stack(ctx, task, record))
		place->stack = ++account->stacks;
}

static __always_inline __u32 preempted_place(void *ctx, struct mp_account *account,
					     struct task_struct *task, struct scratch *scratch,
					     __u32 image, __u64 now)
{
	struct mp_place *place = &account->places[MP_PLACE_PREEMPTED];

	if (!place->stack ||
	    now - account->preemption_captured_ns >= MP_PREEMPTION_STACK_PERIOD_NS) {
		evict(account, place, task, scratch);
		capture(ctx, account, place, task, scratch, image);
		account->preemption_captured_ns = now;
	}
	return MP_PLACE_PREEMPTED;
}

static __always_inline __u32 find_place(struct mp_account *account,
					const struct kernel_entry *entry, __u64 call)
{
	for (__u32 i = MP_PLACE_BLOCKED; i < MP_PLACES; i++) {
		struct mp_place *place = &account->places[i];

		if (place->ip == entry->ip && place->sp == entry->sp && place->bp == entry->bp &&
		    place->call == call)
			return i;
	}
	return MP_PLACES;
}

static __always_inline __u32 blocked_place(void *ctx, struct mp_account *account,
					   struct task_struct *task, struct scratch *scratch,
					   __u32 image, __u32 state)
{
	struct kernel_entry entry;
	struct mp_place *place;
	__u64 call;
	__u32 index;
	__u8 class;

	read_kernel_entry(task, &entry);
	class = wait_class(task, &entry, state);
	call = (__u64)entry.syscall << 32 | (__u64)(image & 0xffffff) << 8 | class;
	index = find_place(account, &entry, call);
	if (index < MP_PLACES && place_at(account, index)->stack)
		return index;
	if (index >= MP_PLACES) {
		index = account->next_place;
		if (index < MP_PLACE_BLOCKED || index >= MP_PLACES)
			index = MP_PLACE_BLOCKED;
		account->next_place = index + 1;
	}
	place = place_at(account, index);
	evict(account, place, task, scratch);
	place->ip = entry.ip;
	place->sp = entry.sp;
	place->bp = entry.bp;
	place->call = call;
	place->wait_class = class;
	capture(ctx, account, place, task, scratch, image);
	return index;
}

static __always_inline void begin_wait(void *ctx, struct mp_account *account,
				       struct task_struct *task, __u32 image, bool preempted,
				       __u32 state, __u64 now)
{
	__u32 zero = 0;
	struct scratch *scratch = bpf_map_lookup_elem(&switch_scratch, &zero);
	struct mp_place *place;
	__u8 class;

	if (!scratch)
		return;
	account->place = preempted ? preempted_place(ctx, account, task, scratch, image, now)
				   : blocked_place(ctx, account, task, scratch, image, state);
	account->phase = MP_PHASE_WAITING;
	place = place_at(account, account->place);
	place->switches++;
	class = place->wait_class;
	if (class < MP_WAIT_CLASSES)
		account->class_switches[class]++;
	if (!place->stack)
		count(MP_COUNT_SWITCHES_RING_FULL, 1);
}

/*
 * Switches as the kernel counts them (voluntary: the thread asked for it and was not runnable). Its
 * counters are compared, not the state that the tracepoint shows: since 6.15 that may differ from
 * the one that was judged, and they also know of switches without an event.
 */
static __always_inline void count_switches(struct mp_account *account, struct task_struct *task)
{
	__u64 voluntary = task->nvcsw - account->nvcsw;
	__u64 involuntary = task->nivcsw - account->nivcsw;

	account->voluntary_switches += voluntary;
	account->involuntary_switches += involuntary;
	account->nvcsw = task->nvcsw;
	account->nivcsw = task->nivcsw;
	/* One of them is this one, which begin_wait() puts into its class. */
	if (voluntary + involuntary > 1) {
		account->class_switches[MP_WAIT_OTHER] += voluntary + involuntary - 1;
		count(MP_COUNT_SWITCHES_MISSED, voluntary + involuntary - 1);
	}
}

/* The first event of a thread is that it leaves the CPU: it has been running, unless it was born
 * since and got the CPU without an event. */
static __always_inline void begin_with_switch_out(struct mp_account *account,
						  struct task_struct *task, bool preempt,
						  __u32 state)
{
	if (account_begin_ns(task) > start_ns) {
		begin_queued(account, task);
		return;
	}
	begin_account(account, task, MP_PHASE_RUNNING);
	/* The counters hold this switch already. */
	if (!preempt && state)
		account->nvcsw--;
	else
		account->nivcsw--;
}

static __always_inline void switch_out(void *ctx, bool preempt, struct task_struct *task, __u64 now)
{
	struct mp_target *target = target_of(task);
	struct mp_account *account = target ? account_of(task) : 0;
	__u32 state = task->__state;

	if (!account)
		return;
	write_begin(account);
	if (account->phase == MP_PHASE_NEW)
		begin_with_switch_out(account, task, preempt, state);
	if (is_off_cpu(account))
		repair_missed_switch_in(account, task, now);
	else
		settle(account, now);
	note_exec(account, task);
	if (state & TASK_DEAD) {
		/* No wait, as nothing comes after it, so no switch of the account either. */
		retire(account, task, target->image, now);
	} else if (now < stop_ns) {
		count_switches(account, task);
		begin_wait(ctx, account, task, target->image, preempt || !state, state, now);
	} else {
		account->phase = MP_PHASE_WAITING;
	}
	write_end(account);
}

static __always_inline void switch_in(struct task_struct *task, __u64 now)
{
	struct mp_account *account = target_of(task) ? account_of(task) : 0;

	if (!account)
		return;
	write_begin(account);
	if (account->phase == MP_PHASE_NEW)
		begin_queued(account, task);
	if (account->phase == MP_PHASE_RUNNING)
		repair_missed_switch_out(account, task, now);
	else
		settle(account, now);
	account->phase = MP_PHASE_RUNNING;
	write_end(account);
}

SEC("tp_btf/sched_switch")
int BPF_PROG(on_switch, bool preempt, struct task_struct *prev, struct task_struct *next)
{
	__u64 now = window_now();

	if (!now)
		return 0;
	switch_out(ctx, preempt, prev, now);
	switch_in(next, now);
	return 0;
}

SEC("tp_btf/sched_wakeup")
int BPF_PROG(on_wakeup, struct task_struct *task)
{
	__u64 now = window_now();
	struct mp_account *account = now && target_of(task) ? account_of(task) : 0;

	if (!account)
		return 0;
	write_begin(account);
	if (account->phase == MP_PHASE_NEW) {
		/* A thread may be woken before it has left the CPU; then it has been running. */
		if (task->on_cpu)
			begin_account(account, task, MP_PHASE_RUNNING);
		else
			begin_waiting(account, task, task->__state);
	}
	if (account->phase == MP_PHASE_WAITING && account->place != MP_PLACE_PREEMPTED) {
		settle(account, now);
		account->phase = MP_PHASE_RUNNABLE;
	}
	write_end(account);
	return 0;
}

#endif
