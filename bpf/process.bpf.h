/* SPDX-License-Identifier: GPL-2.0-only */
/* Target processes: new threads, forked children (if they are to be followed), new images by exec,
 * the end of the last thread. */
#ifndef MESHPROF_PROCESS_BPF_H
#define MESHPROF_PROCESS_BPF_H

static __always_inline void inherit_wants(struct mp_wants *wants, const struct mp_wants *parents,
					  __u32 sessions)
{
	wants->cut = parents->cut;
	wants->off_cpu = parents->off_cpu & sessions;
	wants->wait_stacks = parents->wait_stacks & sessions;
	wants->page_faults = parents->page_faults & sessions;
	/* The time last, as in wants_at(). Where it is known already, user space may have listed
	 * the targets that it tells it. */
	barrier();
	wants->since_ns = *(volatile __u64 *)&parents->since_ns;
	if (wants->since_ns == MP_UNTOLD)
		wants->since_ns = cut_ns;
}

/* A child runs its parent's image until its own exec. */
static __always_inline struct mp_target *follow_child(struct task_struct *child, __u32 parent,
						      const struct mp_target *parent_target,
						      __u32 sessions)
{
	struct mp_target target = {};
	__u32 tgid = child->tgid;

	target.parent = parent;
	target.parent_image = parent_target->image;
	target.on_cpu = parent_target->on_cpu & sessions;
	target.follow = sessions;
	inherit_wants(&target.wants, &parent_target->wants, sessions);
	barrier();
	inherit_wants(&target.earlier, &parent_target->earlier, sessions);
	if (bpf_map_update_elem(&targets, &tgid, &target, BPF_ANY)) {
		count(sessions, MP_COUNT_TARGETS_REFUSED, 1);
		return 0;
	}
	return bpf_map_lookup_elem(&targets, &tgid);
}

/* Unlike sched_process_fork this also tells of threads that the kernel adds to a process. */
SEC("tp_btf/task_newtask")
int BPF_PROG(on_new_task, struct task_struct *task)
{
	struct task_struct *parent = bpf_get_current_task_btf();
	struct mp_target *target = target_of(parent);
	__u32 sessions;

	if (target && task->tgid != parent->tgid) {
		sessions = target->follow & live_sessions;
		target = sessions ? follow_child(task, parent->tgid, target, sessions) : 0;
	}
	if (target)
		create_at_birth(task, target);
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
	account = account_of(task);
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
	if (target && untrusted(task)->signal->live.counter == 0) {
		target->leader_start_ns = untrusted(task)->group_leader->start_time;
		target->exited = 1;
	}
	return 0;
}

#endif
