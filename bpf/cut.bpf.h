/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Where windows begin and end, accounts are cut: handed over as they were at that instant and begun
 * anew. A thread does that itself, at its first event after the cut; a load and a comparison tell
 * it that there was one. For a thread without such an event user space cuts a copy: neither it nor
 * the account have seen anything since, so both come to the same.
 */
#ifndef MESHPROF_CUT_BPF_H
#define MESHPROF_CUT_BPF_H

/* What the present stretch holds of the account's sums is told by differences, which stay right
 * modulo 2^64 where an account begins at zero again. */
static __always_inline void move_loop(struct mp_account *account)
{
	struct mp_loop *loop = &account->loop;

	loop->on_cpu_ns -= account->on_cpu_ns;
	loop->seen_on_cpu_ns -= account->on_cpu_ns;
	loop->runnable_ns -= all_runnable_ns(account);
	loop->polls += account->class_switches[MP_WAIT_POLL_IDLE];
	loop->locks += account->class_switches[MP_WAIT_LOCK];
	loop->longest_wait_stack = 0;
}

/* Global, so that the verifier looks at it once. */
__noinline int clear_account(struct mp_account *account)
{
	if (!account)
		return 0;
	account->on_cpu_ns = 0;
	account->voluntary_switches = 0;
	account->involuntary_switches = 0;
	account->stacks = 0;
	account->length_stacks = 0;
	account->next_place = MP_PLACE_BLOCKED;
	account->last_place = MP_PLACE_BLOCKED;
	__builtin_memset(account->class_switches, 0, sizeof(account->class_switches));
	__builtin_memset(account->class_ns, 0, sizeof(account->class_ns));
	__builtin_memset(account->short_switches, 0, sizeof(account->short_switches));
	__builtin_memset(account->short_ns, 0, sizeof(account->short_ns));
	__builtin_memset(account->wakers, 0, sizeof(account->wakers));
	barrier();
	__builtin_memset(account->places, 0, sizeof(account->places));
	return 0;
}

/* The wait in progress goes on, as the first of the account; user space takes its stack. */
static __always_inline void continue_wait(struct mp_account *account, struct task_struct *task,
					  __u8 class)
{
	struct mp_place *first = &account->places[MP_PLACE_FIRST];

	account->place = MP_PLACE_FIRST;
	first->wait_class = class;
	if (ends_in_queue(class))
		first->stack = MP_STACK_SLEEPER;
	account->start_switches = task->nvcsw + task->nivcsw;
}

static __always_inline void begin_anew(struct mp_account *account, struct task_struct *task,
				       const struct mp_wants *wants)
{
	__u8 class = place_at(account, account->place)->wait_class;

	move_loop(account);
	clear_account(account);
	follow_wants(account, wants);
	account->begin_ns = wants->since_ns;
	advance(account, wants->since_ns);
	if (account->phase == MP_PHASE_WAITING)
		continue_wait(account, task, class);
}

/* How much of `queued`, which lasts until `now`, came before `at_ns`. */
static __always_inline __u64 queued_before(__u64 queued, __u64 at_ns, __u64 now)
{
	__u64 after = now > at_ns ? now - at_ns : 0;

	return queued > after ? queued - after : 0;
}

/* The cut lies between the account's last event and this one. Takes from `queued` what it did in a
 * run queue before. False if nobody wants the account any more. */
static __always_inline bool cut_account(struct mp_account *account, struct task_struct *task,
					const struct mp_wants *wants, __u64 *queued, __u64 now)
{
	__u64 before = queued_before(*queued, wants->since_ns, now);

	if (!hand_over(account, task, before, wants->since_ns))
		count(account->sessions, MP_COUNT_EXITS_REFUSED, 1);
	if (!wants->off_cpu) {
		account->phase = MP_PHASE_DEAD;
		return false;
	}
	*queued -= before;
	begin_anew(account, task, wants);
	return true;
}

/* An account that waits for the cut that it begins with does so now if that has come. */
static __always_inline void begin_at_cut(struct mp_account *account, struct task_struct *task,
					 __u64 now)
{
	__u64 since_ns = cut_times[MP_CUT_OF(account->id) % MP_CUT_TIMES];

	if (!account->begin_ns && now >= since_ns)
		account->begin_ns = latest(since_ns, task->start_time);
}

static __always_inline bool has_caught_up(const struct mp_account *account)
{
	return account->seen_cut == last_cut;
}

/* What sessions want now of the thread; false if it is no target's any more. */
static __always_inline bool see_wants(struct mp_account *account, struct task_struct *task,
				      struct mp_wants *wants, __u64 now)
{
	__u32 cut = last_cut;
	struct mp_target *target;
	bool is_pending;

	/* The number is read first: it changes last. */
	barrier();
	is_pending = now < cut_ns;
	target = target_of(task);
	if (!target)
		return false;
	wants_at(target, now, wants);
	if (!is_pending)
		account->seen_cut = cut;
	return true;
}

#endif
