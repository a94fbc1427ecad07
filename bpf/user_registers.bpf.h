/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The registers with which a thread entered the kernel. Kernels that do not tell where they are
 * (bpf_task_pt_regs(), since 5.15) keep them at the top of the thread's kernel stack
 * (arch/x86/include/asm/processor.h, task_pt_regs()).
 */
#ifndef MESHPROF_USER_REGISTERS_BPF_H
#define MESHPROF_USER_REGISTERS_BPF_H

const volatile struct mp_kernel_features kernel_features;

/* THREAD_SIZE of x86-64 kernels without KASAN. */
#define MP_THREAD_BYTES 16384

static __always_inline struct pt_regs *user_registers(struct task_struct *task)
{
	if (kernel_features.task_pt_regs)
		return (struct pt_regs *)bpf_task_pt_regs(task);
	return task->stack + MP_THREAD_BYTES - bpf_core_type_size(struct pt_regs);
}

/* Of user_registers(). The verifier knows which way this is and drops the other. */
#define READ_REGISTER(regs, name)                                                                  \
	(kernel_features.task_pt_regs ? (regs)->name : BPF_CORE_READ(regs, name))

#endif
