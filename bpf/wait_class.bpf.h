/* SPDX-License-Identifier: GPL-2.0-only */
/* Which class a blocking wait is of, from the system call and, where that leaves it open, the kind
 * of descriptor. */
#ifndef MESHPROF_WAIT_CLASS_BPF_H
#define MESHPROF_WAIT_CLASS_BPF_H

#if !defined(__TARGET_ARCH_x86)
#error "system call numbers and registers are those of x86-64"
#endif

#include <asm/unistd_64.h>

/* Newer than some distributions' headers. */
#define MP_NR_io_uring_enter 426
#define MP_NR_futex_waitv    449
#define MP_NR_futex_wait     455

#define MP_SYSCALLS 512

/* Not classes: marks in the table below. */
#define BY_DESCRIPTOR	       0x10
#define POLL_IF_ANY_DESCRIPTOR 0x20 /* a poll of nothing is a sleep */

static const __u8 syscall_class[MP_SYSCALLS] = {
	[__NR_epoll_wait] = MP_WAIT_POLL_IDLE,
	[__NR_epoll_pwait] = MP_WAIT_POLL_IDLE,
	[__NR_epoll_pwait2] = MP_WAIT_POLL_IDLE,
	[__NR_poll] = POLL_IF_ANY_DESCRIPTOR,
	[__NR_ppoll] = POLL_IF_ANY_DESCRIPTOR,
	[__NR_select] = POLL_IF_ANY_DESCRIPTOR,
	[__NR_pselect6] = POLL_IF_ANY_DESCRIPTOR,

	[__NR_futex] = MP_WAIT_LOCK,
	[MP_NR_futex_waitv] = MP_WAIT_LOCK,
	[MP_NR_futex_wait] = MP_WAIT_LOCK,

	[__NR_nanosleep] = MP_WAIT_SLEEP,
	[__NR_clock_nanosleep] = MP_WAIT_SLEEP,

	[__NR_recvfrom] = MP_WAIT_NETWORK,
	[__NR_recvmsg] = MP_WAIT_NETWORK,
	[__NR_recvmmsg] = MP_WAIT_NETWORK,
	[__NR_sendto] = MP_WAIT_NETWORK,
	[__NR_sendmsg] = MP_WAIT_NETWORK,
	[__NR_sendmmsg] = MP_WAIT_NETWORK,
	[__NR_accept] = MP_WAIT_NETWORK,
	[__NR_accept4] = MP_WAIT_NETWORK,
	[__NR_connect] = MP_WAIT_NETWORK,

	/* The first argument of all of these is the descriptor. */
	[__NR_read] = BY_DESCRIPTOR,
	[__NR_readv] = BY_DESCRIPTOR,
	[__NR_pread64] = BY_DESCRIPTOR,
	[__NR_preadv] = BY_DESCRIPTOR,
	[__NR_preadv2] = BY_DESCRIPTOR,
	[__NR_write] = BY_DESCRIPTOR,
	[__NR_writev] = BY_DESCRIPTOR,
	[__NR_pwrite64] = BY_DESCRIPTOR,
	[__NR_pwritev] = BY_DESCRIPTOR,
	[__NR_pwritev2] = BY_DESCRIPTOR,
	[__NR_sendfile] = BY_DESCRIPTOR,
	[__NR_splice] = BY_DESCRIPTOR,
	[__NR_vmsplice] = BY_DESCRIPTOR,
	[__NR_tee] = BY_DESCRIPTOR,

	[__NR_open] = MP_WAIT_FILE,
	[__NR_openat] = MP_WAIT_FILE,
	[__NR_openat2] = MP_WAIT_FILE,
	[__NR_creat] = MP_WAIT_FILE,
	[__NR_stat] = MP_WAIT_FILE,
	[__NR_lstat] = MP_WAIT_FILE,
	[__NR_fstat] = MP_WAIT_FILE,
	[__NR_newfstatat] = MP_WAIT_FILE,
	[__NR_statx] = MP_WAIT_FILE,
	[__NR_access] = MP_WAIT_FILE,
	[__NR_faccessat] = MP_WAIT_FILE,
	[__NR_faccessat2] = MP_WAIT_FILE,
	[__NR_getdents] = MP_WAIT_FILE,
	[__NR_getdents64] = MP_WAIT_FILE,
	[__NR_rename] = MP_WAIT_FILE,
	[__NR_renameat] = MP_WAIT_FILE,
	[__NR_renameat2] = MP_WAIT_FILE,
	[__NR_unlink] = MP_WAIT_FILE,
	[__NR_unlinkat] = MP_WAIT_FILE,
	[__NR_mkdir] = MP_WAIT_FILE,
	[__NR_mkdirat] = MP_WAIT_FILE,
	[__NR_rmdir] = MP_WAIT_FILE,
	[__NR_truncate] = MP_WAIT_FILE,
	[__NR_ftruncate] = MP_WAIT_FILE,
	[__NR_fallocate] = MP_WAIT_FILE,
	[__NR_fsync] = MP_WAIT_FILE,
	[__NR_fdatasync] = MP_WAIT_FILE,
	[__NR_sync_file_range] = MP_WAIT_FILE,
	[__NR_sync] = MP_WAIT_FILE,
	[__NR_syncfs] = MP_WAIT_FILE,
	[__NR_msync] = MP_WAIT_FILE,
	[__NR_copy_file_range] = MP_WAIT_FILE,
};

/* What a thread asked the kernel for, read from the registers saved at entry. */
struct kernel_entry {
	__u64 ip;
	__u64 sp;
	__u64 bp;
	long syscall;	  /* -1: an interrupt or a fault */
	__u32 descriptor; /* of a BY_DESCRIPTOR call, else 0 */
	__u8 mark;	  /* from syscall_class */
};

static __always_inline void read_kernel_entry(struct task_struct *task, struct kernel_entry *entry)
{
	struct pt_regs *regs = user_registers(task);
	__u64 argument = READ_REGISTER(regs, di);

	entry->ip = READ_REGISTER(regs, ip);
	entry->sp = READ_REGISTER(regs, sp);
	entry->bp = READ_REGISTER(regs, bp);
	entry->syscall = READ_REGISTER(regs, orig_ax);
	entry->mark = MP_WAIT_OTHER;
	entry->descriptor = 0;
	/* A worker that the kernel runs for the process (io_uring) has no user registers. */
	if (!entry->ip)
		entry->syscall = -1;
	/* A 32-bit call has numbers of its own; it stays `other` rather than get a wrong class. */
	if (entry->syscall < 0 || entry->syscall >= MP_SYSCALLS ||
	    task->thread_info.status & TS_COMPAT)
		return;
	entry->mark = syscall_class[entry->syscall];
	if (entry->mark == BY_DESCRIPTOR)
		entry->descriptor = argument;
	if (entry->mark == POLL_IF_ANY_DESCRIPTOR) {
		bool is_poll = entry->syscall == __NR_poll || entry->syscall == __NR_ppoll;
		__u64 descriptors = is_poll ? READ_REGISTER(regs, si) : argument;

		entry->mark = (__u32)descriptors ? MP_WAIT_POLL_IDLE : MP_WAIT_SLEEP;
	}
}

static __always_inline __u32 kind_of_file(struct file *file)
{
	if (bpf_ksym_exists(bpf_rdonly_cast)) {
		file = bpf_rdonly_cast(file, bpf_core_type_id_kernel(struct file));
		return file->f_inode->i_mode & S_IFMT;
	}
	return BPF_CORE_READ(file, f_inode, i_mode) & S_IFMT;
}

static __always_inline __u8 class_of_descriptor(struct task_struct *task, __u32 descriptor)
{
	struct fdtable *table = untrusted(task)->files->fdt;
	struct file *file = 0;
	__u32 kind;

	if (descriptor >= table->max_fds ||
	    bpf_probe_read_kernel(&file, sizeof(file), table->fd + descriptor) || !file)
		return MP_WAIT_OTHER;
	kind = kind_of_file(file);
	if (kind == S_IFSOCK)
		return MP_WAIT_NETWORK;
	if (kind == S_IFIFO)
		return MP_WAIT_PIPE;
	if (kind == S_IFREG || kind == S_IFBLK || kind == S_IFDIR)
		return MP_WAIT_FILE;
	return MP_WAIT_OTHER;
}

/* `state` is the task's state word while it waits. */
static __always_inline __u8 wait_class(struct task_struct *task, const struct kernel_entry *entry,
				       __u32 state)
{
	if (entry->mark == BY_DESCRIPTOR)
		return class_of_descriptor(task, entry->descriptor);
	if (entry->syscall < 0 && state & TASK_UNINTERRUPTIBLE)
		return MP_WAIT_PAGE_FAULT;
	return entry->mark;
}

#endif
