/* SPDX-License-Identifier: GPL-2.0-only */
/* Target processes: forked children (if they are to be followed), new images by exec, the end of
 * the last thread. */
#ifndef MESHPROF_PROCESS_BPF_H
#define MESHPROF_PROCESS_BPF_H

SEC("tp_btf/sched_process_fork")
int BPF_PROG(on_fork, struct task_struct *parent, struct task_struct *child)
{
	struct mp_target *parent_target = target_of(parent);
	struct mp_target target = {};
	__u32 tgid = child->tgid;

	if (!parent_target || tgid == (__u32)parent->tgid)
		return 0;
	target.parent = parent->tgid;
	target.parent_image = parent_target->image;
	if (bpf_map_update_elem(&targets, &tgid, &target, BPF_ANY))
		count(MP_COUNT_TARGETS_REFUSED, 1);
	return 0;
}

SEC("tp_btf/sched_process_exec")
int BPF_PROG(on_exec, struct task_struct *task)
{
	struct mp_target *target = target_of(task);

	if (target)
		target->image++;
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
