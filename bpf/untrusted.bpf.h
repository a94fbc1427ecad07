/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Pointers that are followed without the verifier's trust. Of each pointer that is read through a
 * trusted one (a tracepoint's argument, say) the verifier asks whether it is trusted as well, which
 * takes it several walks through all of the kernel's type names, half a millisecond each time that
 * it comes by. Through an untrusted one it does not ask; such a load may fault, and reads zero
 * then.
 */
#ifndef MESHPROF_UNTRUSTED_BPF_H
#define MESHPROF_UNTRUSTED_BPF_H

/* Since 6.2, before which nothing is asked: no call at run time, the verifier makes a move of it.
 */
extern void *bpf_rdonly_cast(const void *object, __u32 btf_id) __ksym __weak;

static __always_inline struct task_struct *untrusted(struct task_struct *task)
{
	if (bpf_ksym_exists(bpf_rdonly_cast))
		return bpf_rdonly_cast(task, bpf_core_type_id_kernel(struct task_struct));
	return task;
}

#endif
