/* SPDX-License-Identifier: GPL-2.0-only */
/* Target processes: new threads, forked children (if they are to be followed), new images by exec,
 * the end of the last thread. */
#ifndef MESHPROF_PROCESS_BPF_H
#define MESHPROF_PROCESS_BPF_H

/* A child runs its parent's image until its own exec. */
static __always_inline bool follow_child(struct task_struct *child, __u32 parent,
					 const struct mp_target *parent_target)
{
	struct mp_target target = {};
	__u32 tgid = child->tgid;

	target.parent = parent;
	target.parent_image = parent_target->image;
	if (bpf_map_update_elem(&targets, &tgid, &target, BPF_ANY) == 0)
		return true;
	count(MP_COUNT_TARGETS_REFUSED, 1);
	return false;
}

/* Unlike sched_process_fork this also tells of threads that the kernel adds to a process. */
SEC("tp_btf/task_newtask")
int BPF_PROG(on_new_task, struct task_struct *task)
{
	struct task_struct *parent = bpf_get_current_task_btf();
	struct mp_target *target = target_of(parent);
	bool is_thread = task->tgid == parent->tgid;

	if (!target)
		return 0;
	if (!is_thread && (!follow_children || !follow_child(task, parent->tgid, target)))
		return 0;
	if (off_cpu && !create_account(task, is_thread ? target->image : 0))
		count(MP_COUNT_ACCOUNTS_REFUSED, 1);
	return 0;
}

SEC("tp_btf/sched_process_exec")
int BPF_PROG(on_exec, struct task_struct *task)
{
	struct mp_target *target = target_of(task);
	struct mp_account *account;

	if (!target)
		return 0;
	target->image++;
	account = off_cpu ? account_of(task) : 0;
	if (account)
		account->image = target->image;
	return 0;
}

SEC("tp_btf/sched_process_exit")
int BPF_PROG(on_exit, struct task_struct *task)
{
	struct mp_target *target = target_of(task);

	if (target)
		retire_faults(task);
	/* `live` has been counted down for this thread already. */
	if (target && task->signal->live.counter == 0) {
		target->leader_start_ns = task->group_leader->start_time;
		target->exited = 1;
	}
	return 0;
}

#endif
