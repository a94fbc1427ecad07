/* SPDX-License-Identifier: GPL-2.0-only */
/* How user space changes what sessions want of a process, without writing over what events note of
 * it meanwhile. wants_at() says in which order it must see the changes. */
#ifndef MESHPROF_CHANGE_TARGET_BPF_H
#define MESHPROF_CHANGE_TARGET_BPF_H

static __always_inline void change_wants(struct mp_target *target, const struct mp_wants *wants)
{
	target->earlier = target->wants;
	barrier();
	*(volatile __u64 *)&target->wants.since_ns = MP_UNTOLD;
	barrier();
	target->wants.cut = wants->cut;
	target->wants.off_cpu = wants->off_cpu;
	target->wants.wait_stacks = wants->wait_stacks;
	target->wants.page_faults = wants->page_faults;
}

/* Makes the target if there is none. */
SEC("syscall")
int change_target(struct mp_target_change *change)
{
	struct mp_target none = {};
	struct mp_target *target;
	__u32 tgid = change->tgid;
	struct mp_wants wants = change->wants;

	bpf_map_update_elem(&targets, &tgid, &none, BPF_NOEXIST);
	target = bpf_map_lookup_elem(&targets, &tgid);
	if (!target)
		return 1;
	target->on_cpu = change->on_cpu;
	target->follow = change->follow;
	if (change->is_cut)
		change_wants(target, &wants);
	return 0;
}

/* Tells a target when the cut was that it was last changed for. */
SEC("syscall")
int tell_target(struct mp_target_change *change)
{
	__u32 tgid = change->tgid;
	struct mp_target *target = bpf_map_lookup_elem(&targets, &tgid);

	if (target)
		*(volatile __u64 *)&target->wants.since_ns = change->wants.since_ns;
	return 0;
}

#endif
