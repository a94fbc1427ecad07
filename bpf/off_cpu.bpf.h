/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Off-CPU accounting. Every switch is counted and every nanosecond booked, exactly; stacks are the
 * business of place.bpf.h. One tracepoint is enough: how long a thread has been in a run queue the
 * kernel tells at the switch that ends it, so wakeups, which cost as much as switches, need not be
 * watched.
 */
#ifndef MESHPROF_OFF_CPU_BPF_H
#define MESHPROF_OFF_CPU_BPF_H

static __always_inline void begin_wait(void *ctx, struct mp_account *account,
				       struct task_struct *task, bool runnable, __u32 state,
				       __u64 now)
{
	/* Kernels before 6.3 let nobody read stack that was not written, also where it does not
	 * matter. */
	struct wait wait = {};
	__u64 class;

	describe_wait(&wait, account, task, runnable, state);
	loop_at_switch_out(account, task, wait.class, now);
	account->place = place_of(ctx, account, task, &wait, now);
	account->phase = MP_PHASE_WAITING;
	place_at(account, account->place)->switches++;
	class = wait.class;
	barrier_var(class);
	if (class < MP_WAIT_CLASSES)
		account->class_switches[class]++;
}

/*
 * Switches as the kernel counts them (voluntary: the thread asked for it and was not runnable). Its
 * counters are compared, not the state that the tracepoint shows: since 6.15 that may differ from
 * the one that was judged, and they also know of switches without an event.
 */
static __always_inline void count_switches(struct mp_account *account, struct task_struct *task)
{
	__u64 nvcsw = task->nvcsw;
	__u64 nivcsw = task->nivcsw;
	__u64 voluntary = nvcsw - account->nvcsw;
	__u64 involuntary = nivcsw - account->nivcsw;

	account->voluntary_switches += voluntary;
	account->involuntary_switches += involuntary;
	account->nvcsw = nvcsw;
	account->nivcsw = nivcsw;
	/* One of them is this one, which begin_wait() puts into its class. */
	if (voluntary + involuntary > 1) {
		account->class_switches[MP_WAIT_OTHER] += voluntary + involuntary - 1;
		count(account->sessions, MP_COUNT_SWITCHES_MISSED, voluntary + involuntary - 1);
	}
}

/* The first event of a thread is that it leaves the CPU: it has been running, unless it got the CPU
 * without an event. */
static __always_inline void begin_with_switch_out(struct mp_account *account,
						  struct task_struct *task)
{
	if (is_newborn(account, task))
		begin_queued(account);
	else if (has_arrived_unseen(account, task))
		begin_missed_wait(account);
	else
		begin_account(account, MP_PHASE_RUNNING);
}

/* The first event of a thread is that it gets the CPU: it has been waiting, unless it left the CPU
 * without an event. */
static __always_inline void begin_with_switch_in(struct mp_account *account,
						 struct task_struct *task, __u64 queued, __u64 now)
{
	if (is_newborn(account, task))
		begin_queued(account);
	else if (has_run_unseen(account, task))
		begin_account(account, MP_PHASE_RUNNING);
	else if (queued >= now - account->begin_ns)
		begin_queued(account);
	else
		begin_waiting(account, task, task->__state);
	/* Its account was refused at birth. */
	if (is_newborn(account, task) && task->se.sum_exec_runtime)
		repair_missed_switch_in(account, task, now);
}

/* An event of a thread: `queued` is 0 for a switch out. */
struct event {
	__u64 now;
	__u64 queued;
	bool is_out;
	bool runnable;
};

static __always_inline void begin_with(struct mp_account *account, struct task_struct *task,
				       const struct event *event)
{
	if (event->is_out)
		begin_with_switch_out(account, task);
	else
		begin_with_switch_in(account, task, event->queued, event->now);
}

/* An event before the cut that the account begins with. That the thread arrives the kernel counts
 * only after it. */
static __always_inline void note_ignored(struct mp_account *account, struct task_struct *task,
					 const struct event *event)
{
	note_counters(account, task, task->sched_info.pcount + !event->is_out);
	if (event->is_out)
		note_wait(account, task);
}

/* Brings the account to where this event can be booked; false if it is not to be. */
static __always_inline bool begin_event(struct mp_account *account, struct task_struct *task,
					struct event *event)
{
	struct mp_wants wants = {};
	bool is_behind = false;

	if (!has_caught_up(account)) {
		if (!see_wants(account, task, &wants, event->now)) {
			account->phase = MP_PHASE_DEAD;
			return false;
		}
		is_behind = MP_CUT_OF(account->id) < wants.cut;
		begin_at_cut(account, task, event->now);
	}
	if (!account->begin_ns) {
		note_ignored(account, task, event);
		return false;
	}
	if (account->phase == MP_PHASE_NEW)
		begin_with(account, task, event);
	return !is_behind || cut_account(account, task, &wants, &event->queued, event->now);
}

static __always_inline void book_switch_out(void *ctx, struct event *event,
					    struct task_struct *task, struct mp_account *account,
					    __u64 clock_lead)
{
	__u32 state = task->__state;
	__u64 now = event->now;
	__u64 booked;

	if (!begin_event(account, task, event))
		return;
	if (account->phase == MP_PHASE_WAITING) {
		booked = account->on_cpu_ns;
		repair_missed_switch_in(account, task, now);
		loop_at_missed_switch_in(account, account->on_cpu_ns - booked, now);
		finish_missed_wait(account, task);
	} else {
		settle_run(account, now);
	}
	note_exec(account, task);
	account->clock_lead_ns = clock_lead;
	if (state & TASK_DEAD) {
		/* No wait, as nothing comes after it, so no switch of the account either. */
		retire(account, task, now);
	} else {
		count_switches(account, task);
		begin_wait(ctx, account, task, event->runnable, state, now);
	}
}

/*
 * A wait has ended, its last `queued` in a run queue. False if it was too short for a stack. Global
 * functions like this one the verifier looks at once, and not in each state that a way to a call
 * may leave; but where each switch comes by, one call is enough, since calls and returns have
 * become dear on processors whose speculation is held back.
 */
__noinline int end_wait(struct mp_account *account, __u64 now, __u64 queued)
{
	__u64 elapsed;
	bool has_stack;

	if (!account)
		return false;
	elapsed = elapsed_ns(account, now);
	has_stack = settle_wait(account, now, queued);
	loop_at_switch_in(account, elapsed - least(queued, elapsed), now);
	return has_stack;
}

static __always_inline void book_switch_in(struct event *event, struct task_struct *task,
					   struct mp_account *account)
{
	__u64 now = event->now;
	__u64 elapsed, booked;

	if (!begin_event(account, task, event))
		return;
	elapsed = elapsed_ns(account, now);
	if (account->phase == MP_PHASE_RUNNING) {
		booked = account->on_cpu_ns;
		repair_missed_switch_out(account, task, now);
		loop_at_missed_switch_out(account, task, elapsed - (account->on_cpu_ns - booked),
					  now);
	} else {
		credit_waker(account, now, event->queued);
		if (end_wait(account, now, event->queued))
			finish_wait(account, task, now);
	}
	account->phase = MP_PHASE_RUNNING;
}

SEC("tp_btf/sched_switch")
int BPF_PROG(on_switch, bool preempt, struct task_struct *prev, struct task_struct *next)
{
	struct mp_account *out = account_of(prev);
	struct mp_account *in = account_of(next);
	struct event event = {};
	__u64 clock;

	if (!out && !in)
		return 0;
	event.now = bpf_ktime_get_ns();
	clock = scheduler_clock(in ? next : prev);
	if (out) {
		event.is_out = true;
		event.runnable = preempt || !prev->__state;
		write_begin(out);
		book_switch_out(ctx, &event, prev, out, event.now - clock);
		write_end(out);
	}
	if (in) {
		event.is_out = false;
		event.queued = queued_ns(in, next, clock);
		write_begin(in);
		book_switch_in(&event, next, in);
		write_end(in);
	}
	return 0;
}

#endif
