/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The few kernel structures these programs look into, with the few fields they read. libbpf finds
 * each field by name in the running kernel's BTF, so order, offsets and all that is left out do not
 * matter, and no dump of one kernel's types needs to be kept.
 */
#ifndef MESHPROF_KERNEL_TYPES_H
#define MESHPROF_KERNEL_TYPES_H

#pragma clang attribute push(__attribute__((preserve_access_index)), apply_to = record)

struct pt_regs {
	unsigned long r15;
	unsigned long r14;
	unsigned long r13;
	unsigned long r12;
	unsigned long bp;
	unsigned long bx;
	unsigned long r11;
	unsigned long r10;
	unsigned long r9;
	unsigned long r8;
	unsigned long ax;
	unsigned long cx;
	unsigned long dx;
	unsigned long si;
	unsigned long di;
	unsigned long orig_ax;
	unsigned long ip;
	unsigned long sp;
};

struct thread_info {
	unsigned int status;
};

struct inode {
	unsigned short i_mode;
};

struct file {
	struct inode *f_inode;
};

struct fdtable {
	unsigned int max_fds;
	struct file **fd;
};

struct files_struct {
	struct fdtable *fdt;
};

typedef struct {
	int counter;
} atomic_t;

struct signal_struct {
	atomic_t live;
};

struct rq {
	__u64 clock;
};

struct cfs_rq {
	struct rq *rq;
};

struct sched_entity {
	__u64 sum_exec_runtime;
	struct cfs_rq *cfs_rq; /* with CONFIG_FAIR_GROUP_SCHED, which cgroups need */
};

struct sched_info {
	unsigned long pcount;
	unsigned long long run_delay;
	unsigned long long last_queued;
};

struct bpf_local_storage;

struct task_struct {
	struct thread_info thread_info;
	unsigned int flags;
	unsigned int __state;
	unsigned int on_cpu; /* one byte since 7.2, and libbpf widens no signed number */
	struct sched_entity se;
	struct sched_info sched_info;
	int exit_state;
	int pid;
	int tgid;
	struct task_struct *group_leader;
	unsigned long nvcsw;
	unsigned long nivcsw;
	unsigned long min_flt;
	unsigned long maj_flt;
	__u64 start_time;
	char comm[16];
	struct files_struct *files;
	struct signal_struct *signal;
	struct bpf_local_storage *bpf_storage;
	_Bool throttled; /* since 6.18 */
	void *stack;
};

struct hrtimer_clock_base {
	void *running;
};

struct hrtimer_cpu_base {
	unsigned int in_hrtirq : 1;
	struct hrtimer_clock_base clock_base[8];
};

struct timer_base {
	void *running_timer;
};

struct softnet_data {
	bool in_net_rx_action; /* since 6.5 */
};

struct bpf_map {
	__u32 id;
};

struct seq_file;

struct bpf_iter_meta {
	struct seq_file *seq;
};

struct bpf_iter__task {
	struct bpf_iter_meta *meta;
	struct task_struct *task;
};

#pragma clang attribute pop

/*
 * What a program of a perf event gets: struct bpf_perf_event_data of the UAPI, whose header brings
 * another struct pt_regs. Of fixed layout, unlike those above.
 */
struct perf_event_context {
	__u64 registers[21];
	__u64 period_ns;
	__u64 address;
};

/* include/linux/sched.h */
#define TASK_UNINTERRUPTIBLE 0x0002
#define TASK_DEAD	     0x0080
#define TASK_NEW	     0x0800

/* include/linux/sched.h: a thread of the kernel */
#define PF_KTHREAD 0x00200000

/* arch/x86/include/asm/thread_info.h: a 32-bit system call is in progress */
#define TS_COMPAT 0x0002

/* include/uapi/linux/stat.h */
#define S_IFMT	 0170000
#define S_IFSOCK 0140000
#define S_IFREG	 0100000
#define S_IFBLK	 0060000
#define S_IFDIR	 0040000
#define S_IFIFO	 0010000

#endif
