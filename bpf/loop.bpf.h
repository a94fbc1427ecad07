/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Event loops that do not come back to waiting. A stretch is the time from the end of a wait for
 * events (epoll_wait, poll, select) to the beginning of the next one; a long one is sent to user
 * space when it ends. Whether it was one round of the loop or many is not always known: a loop with
 * much to do polls without waiting, which no scheduler event shows. Polls that a tick or a
 * preemption happens to see prove that there were several.
 */
#ifndef MESHPROF_LOOP_BPF_H
#define MESHPROF_LOOP_BPF_H

/* Stretches at least this long are told; 0: none are looked for. What the most demanding session
 * wants; user space keeps the others from what is too short for them. */
volatile __u64 stall_ns;

/* Entry and exit of the polls at both ends of a stretch take less than this, so a poll that is seen
 * further inside is another one. CPU time. */
#define MP_POLL_CALL_NS 1000000ULL

static __always_inline bool is_polling(struct task_struct *task)
{
	struct kernel_entry entry;

	read_kernel_entry(task, &entry);
	return entry.mark == MP_WAIT_POLL_IDLE;
}

static __always_inline __u64 all_runnable_ns(const struct mp_account *account)
{
	return account->class_ns[MP_WAIT_RUNNABLE] + account->class_ns[MP_WAIT_PREEMPTED] +
	       account->class_ns[MP_WAIT_THROTTLED];
}

/* All that is booked until `now` lies before the stretch, but for `ran` of CPU time. */
static __always_inline void begin_stretch(struct mp_account *account, __u64 now, __u64 ran)
{
	struct mp_loop *loop = &account->loop;

	loop->since_ns = now - ran;
	loop->on_cpu_ns = account->on_cpu_ns - ran;
	loop->runnable_ns = all_runnable_ns(account);
	loop->longest_wait_ns = 0;
	loop->longest_wait_stack = 0;
	loop->is_polled = 0;
}

static __always_inline void emit_stretch(struct mp_account *account, __u64 who, __u64 now)
{
	__u32 zero = 0;
	struct scratch *scratch = bpf_map_lookup_elem(&switch_scratch, &zero);
	struct mp_stretch_record *record;

	if (!scratch)
		return;
	record = &scratch->stretch;
	record->type = MP_RECORD_STRETCH;
	record->tgid = who >> 32;
	record->tid = who;
	record->sessions = account->sessions;
	record->account = account->id;
	record->end_ns = now;
	record->end_on_cpu_ns = account->on_cpu_ns;
	record->end_runnable_ns = all_runnable_ns(account);
	record->polls = account->class_switches[MP_WAIT_POLL_IDLE] + account->loop.polls;
	record->locks = account->class_switches[MP_WAIT_LOCK] + account->loop.locks;
	record->loop = account->loop;
	if (!emit(record, sizeof(*record)))
		count(account->sessions, MP_COUNT_STRETCHES_RING_FULL, 1);
}

/* A wait for events begins at `now`; the run before it is booked. Global as end_wait() is, so
 * the thread comes as tgid_and_tid(). */
__noinline int end_stretch(struct mp_account *account, __u64 who, __u64 now)
{
	struct mp_loop *loop;

	if (!account)
		return 0;
	loop = &account->loop;
	if (loop->since_ns && now > loop->since_ns && now - loop->since_ns >= stall_ns) {
		/* The poll that was seen is the one that begins. */
		if (account->on_cpu_ns - loop->seen_on_cpu_ns < MP_POLL_CALL_NS)
			loop->is_polled = 0;
		emit_stretch(account, who, now);
	}
	loop->since_ns = 0;
	return 0;
}

/* The thread is seen inside a poll, having been on the CPU for `on_cpu_ns` in its account. Only the
 * first poll of a stretch is kept: it is the farthest from the end. */
__noinline int see_poll(struct mp_account *account, __u64 on_cpu_ns, __u64 now)
{
	struct mp_loop *loop;

	if (!account)
		return 0;
	loop = &account->loop;
	loop->polls++;
	if (!loop->since_ns) {
		loop->since_ns = now;
		loop->on_cpu_ns = on_cpu_ns;
		loop->runnable_ns = all_runnable_ns(account);
		loop->longest_wait_ns = 0;
		loop->longest_wait_stack = 0;
		loop->is_polled = 0;
	} else if (!loop->is_polled && on_cpu_ns - loop->on_cpu_ns >= MP_POLL_CALL_NS) {
		loop->is_polled = 1;
		loop->seen_on_cpu_ns = on_cpu_ns;
	}
	return 0;
}

static __always_inline void loop_at_switch_out(struct mp_account *account, struct task_struct *task,
					       __u8 class, __u64 now)
{
	if (!stall_ns)
		return;
	if (class == MP_WAIT_POLL_IDLE)
		end_stretch(account, tgid_and_tid(task), now);
	else if (!ends_in_queue(class) && is_polling(task))
		see_poll(account, account->on_cpu_ns, now);
}

/* The wait that is over took `waited`, the time in the run queue after it left aside. */
static __always_inline void loop_at_switch_in(struct mp_account *account, __u64 waited, __u64 now)
{
	struct mp_loop *loop = &account->loop;
	struct mp_place *place = place_at(account, account->place);

	if (!stall_ns)
		return;
	if (place->wait_class == MP_WAIT_POLL_IDLE) {
		begin_stretch(account, now, 0);
	} else if (waited > loop->longest_wait_ns && ends_in_queue(place->wait_class)) {
		loop->longest_wait_ns = waited;
		loop->longest_wait_stack = place->stack;
		loop->longest_wait_class = place->wait_class;
	}
}

/* That the thread got the CPU was learned only when it left it again, after having run for `ran`.
 */
static __always_inline void loop_at_missed_switch_in(struct mp_account *account, __u64 ran,
						     __u64 now)
{
	if (stall_ns && place_at(account, account->place)->wait_class == MP_WAIT_POLL_IDLE)
		begin_stretch(account, now, ran);
}

/* That the thread left the CPU, `away` ago at most, was learned only when it got it again. */
static __always_inline void loop_at_missed_switch_out(struct mp_account *account,
						      struct task_struct *task, __u64 away,
						      __u64 now)
{
	if (!stall_ns || !is_polling(task))
		return;
	end_stretch(account, tgid_and_tid(task), now - away);
	begin_stretch(account, now, 0);
}

/* A tick of the running thread, which cannot be in a switch: both run with interrupts off. Returns
 * the beginning of the stretch, 0 if there is none. */
static __always_inline __u64 loop_at_tick(struct task_struct *task, __u64 now)
{
	struct mp_account *account = stall_ns ? account_of(task) : 0;
	__u64 since;

	if (!account || !account->begin_ns)
		return 0;
	if (account->phase != MP_PHASE_WAITING && is_polling(task)) {
		/* Without an event so far it has been running all the time. */
		since = account->phase == MP_PHASE_NEW ? account->begin_ns : account->since_ns;
		write_begin(account);
		see_poll(account, account->on_cpu_ns + (now > since ? now - since : 0), now);
		write_end(account);
	}
	return account->loop.since_ns;
}

#endif
