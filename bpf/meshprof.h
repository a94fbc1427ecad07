/* SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0 */
/*
 * What BPF programs and user space say to each other: records, accounts, limits. All times are
 * nanoseconds of CLOCK_MONOTONIC. Needs __u8 to __u64 from the includer; holds no pointers and no
 * policy.
 */
#ifndef MESHPROF_H
#define MESHPROF_H

#ifdef __cplusplus
#define MP_ASSERT static_assert
#else
#define MP_ASSERT _Static_assert
#endif

/* The kernel's default of kernel.perf_event_max_stack: bpf_get_stack never returns more. */
#define MP_MAX_FRAMES  127
#define MP_STACK_BYTES (MP_MAX_FRAMES * 8)

/*
 * Stack memory in a record. Its limit keeps the largest record below 32 KiB, which is what a value
 * of a per-CPU map (PCPU_MIN_UNIT_SIZE) and the kernel's buffer of an iterator hold.
 */
#define MP_PAGE_BYTES	       4096
#define MP_MAX_SLICE_BYTES     (7 * MP_PAGE_BYTES)
#define MP_DEFAULT_SLICE_BYTES (4 * MP_PAGE_BYTES)

/* TASK_COMM_LEN of the kernel. */
#define MP_COMM_BYTES 16

/*
 * What user space has found the running kernel to have (native/core/bpf/kernel_features.h), where
 * programs can do without. Told by trying or by the kernel's BTF, never by its version.
 */
struct mp_kernel_features {
	__u8 task_pt_regs; /* bpf_task_pt_regs(), in mainline since 5.15 */
};

/* Processes that all sessions together can follow, forked ones included. native/session-options.ts
 * allows a session 1,024 at its start. */
#define MP_MAX_TARGETS 4096

/* Sessions at once: a slot each, which is a bit in a mask. */
#define MP_MAX_SESSIONS 32

/*
 * The period of a session's clock events tells its slot in the lowest bits, at the cost of 31 ns at
 * most. A cookie of the link would do so more plainly, but kernels have had that only since 5.15.
 */
#define MP_CLOCK_PERIOD_NS(frequency_hz, slot)                                                     \
	(1000000000ULL / (frequency_hz) / MP_MAX_SESSIONS * MP_MAX_SESSIONS + (slot))
#define MP_SLOT_OF_PERIOD(period_ns) ((period_ns) % MP_MAX_SESSIONS)

/*
 * A cut is the beginning or the end of a session's window; cuts are numbered from 1. Accounts of
 * the threads that the session follows end there and begin anew, so that each account lies wholly
 * inside or wholly outside of each window (docs/decisions/0013). Their ids have the number of the
 * cut with which they began above the number of the thread, which is never used twice.
 */
#define MP_CUT_SHIFT		   36
#define MP_THREAD_OF(account)	   ((account) & ((1ULL << MP_CUT_SHIFT) - 1))
#define MP_CUT_OF(account)	   ((__u32)((account) >> MP_CUT_SHIFT))
#define MP_ACCOUNT_ID(cut, thread) ((__u64)(cut) << MP_CUT_SHIFT | MP_THREAD_OF(thread))

/* Threads that may end between two drains; a kilobyte each while there. */
#define MP_MAX_EXITED 16384

/* Index in WAIT_CLASSES of contracts/src/wait-classes.ts; new ones go to the end of both. */
enum mp_wait_class {
	MP_WAIT_OTHER = 0,
	MP_WAIT_RUNNABLE = 1,
	MP_WAIT_PREEMPTED = 2,
	MP_WAIT_THROTTLED = 3,
	MP_WAIT_POLL_IDLE = 4,
	MP_WAIT_LOCK = 5,
	MP_WAIT_SLEEP = 6,
	MP_WAIT_NETWORK = 7,
	MP_WAIT_PIPE = 8,
	MP_WAIT_FILE = 9,
	MP_WAIT_PAGE_FAULT = 10,
	MP_WAIT_CLASSES = 11,
};

/* First word of everything that reaches user space, by the ring buffer or by an iterator. */
enum mp_record_type {
	MP_RECORD_TICK = 1,	  /* mp_stack_record: a clock tick on the CPU */
	MP_RECORD_WAIT_STACK = 2, /* mp_stack_record: where a thread began to wait */
	MP_RECORD_SLEEPER =
		3, /* mp_stack_record: a wait already in progress when the session started */
	MP_RECORD_WAIT = 4, /* mp_wait_record: what a place has accumulated before it made room for
			       another, or one wait without a place of its own */
	MP_RECORD_THREAD = 5,	   /* mp_thread_record: a thread's account */
	MP_RECORD_MINOR_FAULT = 6, /* mp_stack_record: a page fault that found its page in memory */
	MP_RECORD_MAJOR_FAULT = 7, /* mp_stack_record: one that had to wait for it */
	MP_RECORD_FAULTS = 8,	   /* mp_faults_record: a thread's count of page faults */
	MP_RECORD_KEY_CHECK = 9,   /* mp_stack_record: a known place captured again */
	MP_RECORD_STRETCH = 10,	   /* mp_stretch_record: a long time without a wait for events */
	MP_RECORD_WAKEUP = 11,	   /* mp_stack_record: from where a thread was woken */
};

enum mp_stack_flags {
	MP_STACK_IN_SYSCALL =
		1, /* the leaf's address is the one after the system call instruction */
	MP_STACK_SLICE_DROPPED = 2, /* the ring buffer had room for the record only without it */
	/* WAKEUP: why there is only the kernel's part. */
	MP_STACK_OF_KERNEL_THREAD = 4,
	MP_STACK_OF_NO_TARGET = 8,
};

/*
 * User registers at the capture. All of them: assembly such as OpenSSL's keeps its frame's address
 * in whichever is free. All zero for a thread that has no user space (a worker of the kernel).
 */
struct mp_registers {
	__u64 ip;
	__u64 sp;
	__u64 bp;
	__u64 bx;
	__u64 ax;
	__u64 cx;
	__u64 dx;
	__u64 si;
	__u64 di;
	__u64 r8;
	__u64 r9;
	__u64 r10;
	__u64 r11;
	__u64 r12;
	__u64 r13;
	__u64 r14;
	__u64 r15;
};

/*
 * A stack, of variable size: `addresses` holds user_frames of user space (the frame-pointer chain),
 * then kernel_frames of the kernel, each leaf first; behind them stand slice_bytes of user memory
 * from registers.sp upwards. The slice ends early at the first page that is not mapped or not
 * present, and at page boundaries near MP_MAX_SLICE_BYTES; above a stack it may hold whatever is
 * mapped there.
 */
struct mp_stack_record {
	__u32 type;
	__u32 tgid;
	__u32 tid;
	__u32 image;   /* how often the process had called exec: addresses belong to that image */
	__u64 at_ns;   /* of the capture */
	__u64 account; /* mp_account.id (WAKEUP: of who is woken), mp_fault_account.id of a fault, 0
			  for ticks */
	union {
		__u64 loop_since_ns; /* TICK: mp_loop.since_ns */
		__u64 wakeup_rate;   /* WAKEUP: at which it was chosen (sampling.h) */
		__u64 switches; /* SLEEPER: the kernel's count of the thread's switches, which dates
				   the wait */
		struct {
			__u32 faults; /* of a fault: how many it stands for when it is sent */
			__u32 earlier_faults; /* and how many more the stack before it stands for */
		};
	};
	__u32 stack; /* WAIT_STACK, KEY_CHECK, a fault: number of the stack in its account, from 1
		      */
	__u16 user_frames;
	__u16 kernel_frames;
	__u32 flags; /* mp_stack_flags */
	__u32 slice_bytes;
	__u32 sessions; /* to which it goes */
	__u32 pad;
	struct mp_registers registers;
	__u64 addresses[];
};

#define MP_MAX_STACK_RECORD_BYTES                                                                  \
	(sizeof(struct mp_stack_record) + 2 * MP_STACK_BYTES + MP_MAX_SLICE_BYTES)

/* A place where a thread waits, and what its waits there add up to since the stack was captured. */
struct mp_place {
	__u64 ip; /* user registers at the entry to the kernel: the same registers, the same stack
		   */
	__u64 sp;
	__u64 bp;
	__u64 call;  /* what makes a place apart from them: system call, image, wait class */
	__u32 stack; /* mp_stack_record.stack, 0 if none was captured, or MP_STACK_SLEEPER */
	__u8 wait_class;
	__u8 pad[3];
	__u64 switches;
	__u64 wait_ns;	   /* until the thread was woken: of wait_class */
	__u64 runnable_ns; /* from then until it ran: MP_WAIT_RUNNABLE */
};

/* Set in `stack`, a number of its own count, of a wait chosen for its length: no place has it. */
#define MP_STACK_OF_LENGTH 0x80000000U

/* `stack` of the wait in progress when the session started: the MP_RECORD_SLEEPER of the thread. */
#define MP_STACK_SLEEPER 0xffffffffU

struct mp_wait_record {
	__u32 type;
	__u32 tgid;
	__u32 tid;
	__u32 rate; /* MP_RATE_ALL: exact sums. Else of one wait: the rate at which it was chosen
		       when it began, and 0 if it was not, but for its length when it ended */
	__u64 account;
	__u32 time_rate; /* at which it was chosen by either */
	__u32 sessions;
	struct mp_place place;
};

enum mp_phase {
	MP_PHASE_NEW = 0, /* no event seen yet; the first one tells what the thread did since the
			     account began */
	MP_PHASE_RUNNING = 1,
	MP_PHASE_WAITING = 2, /* in places[place], or woken from there and in a run queue */
	MP_PHASE_DEAD = 3,
};

/* Who ended a wait. Index in WAKER_KINDS of contracts/src/waker-kinds.ts. */
enum mp_waker_kind {
	MP_WAKER_UNKNOWN = 0, /* no event said so */
	MP_WAKER_PROCESS = 1, /* a thread that acted itself, in a system call of its own */
	MP_WAKER_KERNEL = 2,  /* a thread of the kernel */
	MP_WAKER_NETWORK = 3, /* received packets */
	MP_WAKER_TIMER = 4,
	MP_WAKER_INTERRUPT = 5, /* any other interrupt: a disk, another CPU's call */
	MP_WAKER_KINDS = 6,
};

/* Who ended waits of one class. */
struct mp_waker {
	__u32 tgid; /* 0 unless a process or a thread of the kernel */
	__u32 tid;
	__u8 kind; /* mp_waker_kind */
	__u8 wait_class;
	__u8 pad[2];
};

struct mp_waker_sum {
	__u64 waits;
	__u64 wait_ns;
};

struct mp_waker_slot {
	struct mp_waker waker;
	__u32 pad;
	struct mp_waker_sum sum;
};

/* Key of the map of sums that found no room in their account. */
struct mp_waker_key {
	__u64 account; /* mp_account.id */
	struct mp_waker waker;
	__u32 pad;
};

/* Distances of variables of a CPU from its run queue, 0 where the kernel has none such. */
struct mp_cpu_variables {
	__s64 preempt_count;
	__s64 hrtimer_bases;
	__s64 timer_bases;
	__s64 softnet_data;
	__s64 irq_stack_top;
	__s64 irq_stack_in_use;
	__u64 timer_base_count;
};

#define MP_WAKER_SLOTS	  2
#define MP_MAX_WAKER_SUMS 16384

/* The present stretch of a thread that waits for events now and then (bpf/loop.bpf.h). */
struct mp_loop {
	__u64 since_ns; /* 0: none, it waits for events or never has */
	/* What its account held then: CPU time, and time in a run queue. */
	__u64 on_cpu_ns;
	__u64 runnable_ns;
	__u64 longest_wait_ns; /* of the waits inside, but for the time in a run queue after it */
	__u32 longest_wait_stack; /* mp_place.stack */
	__u8 longest_wait_class;
	__u8 is_polled; /* the thread was seen in a poll that did not wait */
	__u8 pad[2];
	__u64 seen_on_cpu_ns; /* its account's CPU time when it was */
	__u64 polls; /* that were seen and did not wait, and waits for events in earlier accounts */
	__u64 locks; /* waits of the class `lock` in earlier accounts of the thread */
};

/* A stretch that has ended. */
struct mp_stretch_record {
	__u32 type;
	__u32 tgid;
	__u32 tid;
	__u32 sessions;
	__u64 account; /* mp_account.id */
	__u64 end_ns;
	__u64 end_on_cpu_ns; /* what the account holds now */
	__u64 end_runnable_ns;
	__u64 polls; /* waits for events of the thread so far */
	__u64 locks; /* waits of the class `lock` */
	struct mp_loop loop;
};

/* Rows of mp_account.places. */
#define MP_PLACE_FIRST	 0 /* what was in progress when the account began */
#define MP_PLACE_NONE	 1 /* the present wait, if it has no place of its own */
#define MP_PLACE_BLOCKED 2 /* from here on: places where the thread blocks, replaced in turn */
#define MP_PLACES	 10

/*
 * One thread's exact account from its birth or a cut on. Written only by the scheduler events of
 * the thread's own switches, which are never concurrent; read by iterators that retry while
 * `version` is odd or changes.
 */
struct mp_account {
	__u64 id;	/* never 0, never used twice, unlike a tid */
	__u64 begin_ns; /* 0: at a cut that no event of the thread has come after */
	__u32 version;
	__u8 phase; /* mp_phase */
	__u8 place;
	__u8 next_place;
	__u8 last_place;      /* where the thread blocked last */
	__u64 since_ns;	      /* start of the present phase */
	__u64 start_switches; /* the kernel's count of switches when the account began */
	/* The kernel's own counters when the thread last left a CPU, or before the cut with which
	 * the account begins: what events went missing shows in them. */
	__u64 nvcsw;
	__u64 nivcsw;
	__u64 exec_ns;
	__u64 run_delay_ns;
	__u64 clock_lead_ns; /* CLOCK_MONOTONIC less the scheduler's clock at that time */
	__u64 on_cpu_ns;
	__u64 voluntary_switches;
	__u64 involuntary_switches;
	__u64 class_switches[MP_WAIT_CLASSES];
	__u64 class_ns[MP_WAIT_CLASSES];
	/* What of these is of waits too short for a stack (bpf/account.bpf.h), which is in no
	 * place.
	 */
	__u64 short_switches[MP_WAIT_CLASSES];
	__u64 short_ns[MP_WAIT_CLASSES];
	__u32 stacks;	/* captured so far */
	__u32 repaired; /* only in a record: an event is missing, the kernel's counters stand in */
	__u32 image;	/* of the process, as mp_target.image */
	__u32 rate;	/* at which the present wait was chosen, if it is places[MP_PLACE_NONE] */
	__u32 hits_to_check;  /* waits in known places until one is captured again */
	__u32 length_stacks;  /* numbers with MP_STACK_OF_LENGTH given so far */
	__u32 seen_cut;	      /* the last one that an event of the thread has come after */
	__u32 sessions;	      /* as mp_wants.off_cpu */
	__u32 stack_sessions; /* as mp_wants.wait_stacks */
	__u32 arrivals;	      /* until the first event: how often the thread had got a CPU, modulo
				 2^32 */
	struct mp_place places[MP_PLACES];
	struct mp_waker noted; /* who is waking the thread now, or last did; kind 0: nobody yet */
	__u32 recent_slot;
	struct mp_waker_slot wakers[MP_WAKER_SLOTS];
	struct mp_loop loop;
};

struct mp_thread_record {
	__u32 type;
	__u32 tgid;
	__u32 tid;
	__u32 image;
	__u64 at_ns;	 /* when the account was read, or the cut with which it ended */
	__u64 queued_ns; /* of the wait in progress: in a run queue until at_ns */
	char comm[MP_COMM_BYTES];
	struct mp_account account;
};

enum mp_fault_kind {
	MP_FAULT_MINOR = 0,
	MP_FAULT_MAJOR = 1,
	MP_FAULT_KINDS = 2,
};

/* Page faults of one kind. Their stacks are sampled: one of each block of consecutive faults,
 * chosen by lot when the block begins. */
struct mp_faults {
	__u64 total;	   /* since `begin`, by the kernel's own counter at the last fault */
	__u64 begin;	   /* that counter when the account began */
	__u32 stack;	   /* number of the last stack sent, 0: none yet */
	__u32 owed;	   /* faults it stands for beyond what its record said */
	__u32 waiting;	   /* faults of the present block so far, while it has no stack */
	__u32 block_left;  /* faults until the block ends */
	__u32 chosen_left; /* block_left at the fault whose stack is taken */
	__u32 has_stack;   /* the present block does */
};

/* One thread's page faults, written only by that thread. */
struct mp_fault_account {
	__u64 id; /* as mp_account.id, with numbers of its own */
	__u32 ended;
	__u32 sessions; /* as mp_wants.page_faults */
	struct mp_faults kinds[MP_FAULT_KINDS];
};

struct mp_faults_record {
	__u32 type;
	__u32 tgid;
	__u32 tid;
	__u32 pad;
	char comm[MP_COMM_BYTES];
	struct mp_fault_account account;
};

/* What sessions want of a process from a cut on; a bit for each session. */
struct mp_wants {
	__u64 since_ns; /* UINT64_MAX: that of the last cut of all */
	__u32 cut;	/* 0: no session has wanted any of this */
	__u32 off_cpu;
	__u32 wait_stacks; /* of those, the ones that want stacks */
	__u32 page_faults;
};

/* Value of the map of target processes; the key is the tgid. */
struct mp_target {
	__u64 leader_start_ns; /* set with `exited`, so that a reused tgid is not taken for it */
	__u32 image;	       /* exec calls so far */
	__u32 exited;	       /* its last thread has ended */
	__u32 parent;	       /* tgid that forked it while being followed, or 0 */
	__u32 parent_image; /* the parent's image then, which the child runs until its own exec */
	/* Sessions, a bit each. */
	__u32 on_cpu;
	__u32 follow; /* those that follow its children, too */
	/* Until wants.since_ns `earlier` holds. */
	struct mp_wants earlier;
	struct mp_wants wants;
};

/* Context of the program by which user space changes a target: fields that others write meanwhile
 * stay as they are. */
/*
 * How much of the ring is overwritten at once: chunks that fit into the smallest ring (a page, of
 * which one byte is never used) with the head that the kernel puts before a record.
 */
#define MP_RECORD_HEAD_BYTES	 8
#define MP_OVERWRITE_CHUNK_BYTES 2048
#define MP_OVERWRITE_BYTES	 (MP_OVERWRITE_CHUNK_BYTES - MP_RECORD_HEAD_BYTES)
#define MP_OVERWRITE_CHUNKS	 64 /* the verifier follows each */

struct mp_overwrite {
	__u32 chunks;
};

struct mp_target_change {
	__u32 tgid;
	__u32 is_cut; /* `wants` is new and the one before becomes `earlier` */
	__u32 on_cpu;
	__u32 follow;
	struct mp_wants wants;
};

/* When a session records. Zero: not at all. */
struct mp_window {
	__u64 start_ns;
	__u64 stop_ns;
};

/* How much stack memory the records of a process need hold, if not MP_DEFAULT_SLICE_BYTES. User
 * space sets it; the key is the tgid. */
struct mp_slice_limit {
	__u32 image; /* for that image only */
	__u32 bytes; /* at most MP_MAX_SLICE_BYTES */
};

/* Counters of each session, on each CPU. */
enum mp_counter {
	/* Clock ticks of target threads, before anything can drop one. */
	MP_COUNT_TICKS = 0,
	MP_COUNT_TICKS_RING_FULL = 1,
	/* Switches without a stack because its record found no room. */
	MP_COUNT_SWITCHES_RING_FULL = 2,
	/* Threads for which no account could be made when they were born. */
	MP_COUNT_ACCOUNTS_REFUSED = 3,
	/* Threads that ended and whose account is lost. */
	MP_COUNT_EXITS_REFUSED = 4,
	/* Forked processes beyond MP_MAX_TARGETS. */
	MP_COUNT_TARGETS_REFUSED = 5,
	/* Switches that no event told of; only the kernel's counters did. */
	MP_COUNT_SWITCHES_MISSED = 6,
	/* Page faults whose stack found no room. */
	MP_COUNT_FAULT_STACKS_RING_FULL = 7,
	/* Page faults of threads for which no account could be made. */
	MP_COUNT_FAULTS_REFUSED = 8,
	/* Threads that ended and whose count of page faults is lost. */
	MP_COUNT_FAULT_EXITS_REFUSED = 9,
	/* Ended waits whose waker found no room. */
	MP_COUNT_WAKERS_REFUSED = 10,
	/* Long stretches of event loops whose record found no room. */
	MP_COUNT_STRETCHES_RING_FULL = 11,
	/* Waits chosen for their length whose stack could not be captured when the thread got back
	 * to user mode. */
	MP_COUNT_RESUMES_REFUSED = 12,
	/* Stacks of wakers that found no room. */
	MP_COUNT_WAKEUP_STACKS_RING_FULL = 13,
	MP_COUNTERS = 14,
};

MP_ASSERT(sizeof(struct mp_stack_record) == 200, "no hidden padding");
MP_ASSERT(MP_MAX_STACK_RECORD_BYTES < 32768, "fits a per-CPU value and an iterator's buffer");
MP_ASSERT(sizeof(struct mp_place) == 64, "one cache line a place");
MP_ASSERT(sizeof(struct mp_wait_record) == 32 + 64, "no hidden padding");
MP_ASSERT(sizeof(struct mp_account) ==
		  144 + 32 * MP_WAIT_CLASSES + 64 * MP_PLACES + 16 + 32 * MP_WAKER_SLOTS + 64,
	  "no hidden padding");
MP_ASSERT(sizeof(struct mp_stretch_record) == 64 + 64, "no hidden padding");
MP_ASSERT(sizeof(struct mp_thread_record) == 48 + sizeof(struct mp_account), "no hidden padding");
MP_ASSERT(sizeof(struct mp_fault_account) == 16 + 40 * MP_FAULT_KINDS, "no hidden padding");
MP_ASSERT(sizeof(struct mp_faults_record) == 32 + sizeof(struct mp_fault_account),
	  "no hidden padding");
MP_ASSERT(sizeof(struct mp_target) == 32 + 2 * 24, "no hidden padding");
MP_ASSERT(MP_WAIT_CLASSES <= 16, "BPF masks a class with 15");

#endif
