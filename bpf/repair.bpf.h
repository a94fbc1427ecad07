/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Repair of an account where a scheduler event never came. Tracepoints are not delivered in every
 * moment of a CPU: on one virtual machine about one in 500 switches went without, some milliseconds
 * at a time, and no counter of the kernel's said so. The thread's own counters (time executed, time
 * in the run queue, switches) miss nothing, so the time since the last event is split by them.
 */
#ifndef MESHPROF_REPAIR_BPF_H
#define MESHPROF_REPAIR_BPF_H

/*
 * Books the time since the last event as on the CPU, in the run queue, and waiting. `class` is the
 * class of the wait; `place` is the account's present one, or NULL if there is none.
 */
static __always_inline void split_by_counters(struct mp_account *account, struct task_struct *task,
					      struct mp_place *place, __u8 class, __u64 now)
{
	__u64 left = now > account->since_ns ? now - account->since_ns : 0;
	__u64 on_cpu = least(left, task->se.sum_exec_runtime - account->exec_ns);
	__u64 queued;

	left -= on_cpu;
	queued = least(left, task->sched_info.run_delay - account->run_delay_ns);
	if (!ends_in_queue(class))
		queued = 0;
	left -= queued;
	account->on_cpu_ns += on_cpu;
	account->class_ns[MP_WAIT_RUNNABLE] += queued;
	if (class < MP_WAIT_CLASSES)
		account->class_ns[class] += left;
	if (place)
		book_in_place(account, place, left, queued);
	advance(account, now);
	note_exec(account, task);
}

/* The thread has been running, though nothing said that it got the CPU. */
static __always_inline void repair_missed_switch_in(struct mp_account *account,
						    struct task_struct *task, __u64 now)
{
	struct mp_place *place = place_at(account, account->place);

	split_by_counters(account, task, place, place->wait_class, now);
	account->phase = MP_PHASE_RUNNING;
}

/* The thread has been off the CPU, though nothing said that it left. */
static __always_inline void repair_missed_switch_out(struct mp_account *account,
						     struct task_struct *task, __u64 now)
{
	bool waited = task->nvcsw != account->nvcsw;

	split_by_counters(account, task, 0, waited ? MP_WAIT_OTHER : MP_WAIT_PREEMPTED, now);
}

#endif
