/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Repair of an account where a scheduler event never came. Tracepoints are not delivered in every
 * moment of a CPU: on one virtual machine about one in 500 switches went without, some milliseconds
 * at a time, and no counter of the kernel's said so. The thread's own counters (time executed, time
 * in the run queue, switches) miss nothing, so the time since the last event is split by them.
 */
#ifndef MESHPROF_REPAIR_BPF_H
#define MESHPROF_REPAIR_BPF_H

/* Of a wait that is not in the account's present place. */
#define MP_ELSEWHERE 0x100

/*
 * Books the time since the last event as on the CPU, in the run queue, and waiting, by what the
 * kernel has counted for the thread. `wait` is the class of the wait, with MP_ELSEWHERE if it is
 * not in the account's present place. Global as end_wait() is.
 */
__noinline int split_by_counters(struct mp_account *account, __u64 exec_ns, __u64 run_delay_ns,
				 __u32 wait, __u64 now)
{
	__u8 class = wait;
	__u64 left, on_cpu, queued;

	if (!account)
		return 0;
	left = elapsed_ns(account, now);
	on_cpu = least(left, exec_ns - account->exec_ns);
	left -= on_cpu;
	queued = ends_in_queue(class) ? least(left, run_delay_ns - account->run_delay_ns) : 0;
	left -= queued;
	account->on_cpu_ns += on_cpu;
	account->class_ns[MP_WAIT_RUNNABLE] += queued;
	if (class < MP_WAIT_CLASSES)
		account->class_ns[class] += left;
	if (!(wait & MP_ELSEWHERE))
		book_in_place(account, place_at(account, account->place), left, queued);
	advance(account, now);
	return 0;
}

static __always_inline void split_time(struct mp_account *account, struct task_struct *task,
				       __u32 wait, __u64 now)
{
	split_by_counters(account, task->se.sum_exec_runtime, task->sched_info.run_delay, wait,
			  now);
	note_exec(account, task);
}

/* The thread has been running, though nothing said that it got the CPU. */
static __always_inline void repair_missed_switch_in(struct mp_account *account,
						    struct task_struct *task, __u64 now)
{
	split_time(account, task, place_at(account, account->place)->wait_class, now);
	account->phase = MP_PHASE_RUNNING;
}

/* The thread has been off the CPU, though nothing said that it left. */
static __always_inline void repair_missed_switch_out(struct mp_account *account,
						     struct task_struct *task, __u64 now)
{
	bool waited = task->nvcsw != account->nvcsw;

	split_time(account, task, MP_ELSEWHERE | (waited ? MP_WAIT_OTHER : MP_WAIT_PREEMPTED), now);
}

#endif
