/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Who ended a wait. sched_waking runs where the waker runs (kernel commit fbd705a0c618), unlike
 * sched_wakeup, which may come on the wakee's CPU in an interrupt that another CPU sent. So the
 * former notes the waker in the wakee's account, and the latter, which ends the wait, credits it.
 * Both come once for each wakeup and in this order; the note is cleared after use, so that a
 * missing event gives `unknown` and never an earlier waker.
 *
 * An interrupt runs on top of whatever the CPU was doing, so the current task has as a rule nothing
 * to do with a wakeup from there. What it has to do with it in a softirq: a packet sent over the
 * loopback device, or to a container's, is received in a softirq that the sender's own system call
 * runs when it enables them again. docs/decisions/0011 says what is proved and how.
 */
#ifndef MESHPROF_WAKER_BPF_H
#define MESHPROF_WAKER_BPF_H

/* A session wants it. Without, nothing of this file runs. */
volatile bool wakers_wanted;

/* Since 6.9: timers of this CPU, of any CPU, and deferrable ones. */
#define MP_TIMER_BASES 3

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__uint(max_entries, MP_MAX_WAKER_SUMS);
	__type(key, struct mp_waker_key);
	__type(value, struct mp_waker_sum);
} waker_sums SEC(".maps");

/*
 * Where variables of a CPU lie, as distances from its run queue (`runqueues`), which every task
 * leads to. User space takes them from the kernel's BTF; 0: not there. The kernel itself would find
 * such variables for a program only if kallsyms held data (CONFIG_KALLSYMS_ALL).
 */
const volatile struct mp_cpu_variables cpu_variables;

/* include/linux/preempt.h */
#define SERVING_SOFTIRQ 0x00000100
#define HARDIRQ_OR_NMI	0x00ff0000

static __always_inline __u64 run_queue_of(struct task_struct *current)
{
	return (__u64)BPF_CORE_READ(current, se.cfs_rq, rq);
}

static __always_inline int preempt_count(__u64 run_queue)
{
	int value = 0;

	if (cpu_variables.preempt_count)
		bpf_probe_read_kernel(&value, sizeof(value),
				      (void *)(run_queue + cpu_variables.preempt_count));
	return value;
}

/* hrtimer_interrupt() runs on this CPU (kernel/time/hrtimer.c). */
static __always_inline bool in_timer_interrupt(__u64 run_queue)
{
	const struct hrtimer_cpu_base *base = (void *)(run_queue + cpu_variables.hrtimer_bases);

	if (!cpu_variables.hrtimer_bases)
		return false;
	if (bpf_core_field_exists(struct hrtimer_cpu_base, in_hrtirq))
		return BPF_CORE_READ_BITFIELD_PROBED(base, in_hrtirq);
	/* Since 7.2 nothing says so; the function of a timer still runs in one of the first four.
	 */
	return BPF_CORE_READ(base, clock_base[0].running) ||
	       BPF_CORE_READ(base, clock_base[1].running) ||
	       BPF_CORE_READ(base, clock_base[2].running) ||
	       BPF_CORE_READ(base, clock_base[3].running);
}

/* The function of a timer runs in a softirq of this CPU (kernel/time/timer.c,
 * kernel/time/hrtimer.c: the last four clock bases are those whose timers run there). */
static __always_inline bool in_timer_softirq(__u64 run_queue)
{
	const struct hrtimer_cpu_base *high = (void *)(run_queue + cpu_variables.hrtimer_bases);
	const struct timer_base *low = (void *)(run_queue + cpu_variables.timer_bases);

	/* Constant indices: libbpf adjusts them to the kernel's size of an element. */
	if (cpu_variables.hrtimer_bases && (BPF_CORE_READ(high, clock_base[4].running) ||
					    BPF_CORE_READ(high, clock_base[5].running) ||
					    BPF_CORE_READ(high, clock_base[6].running) ||
					    BPF_CORE_READ(high, clock_base[7].running)))
		return true;
	for (__u32 i = 0; i < cpu_variables.timer_base_count && i < MP_TIMER_BASES; i++) {
		if (BPF_CORE_READ(low, running_timer))
			return true;
		low = (void *)low + bpf_core_type_size(struct timer_base);
	}
	return false;
}

/* Packets are being received on this CPU. False on kernels before 6.5, which do not say so. */
static __always_inline bool in_network_softirq(__u64 run_queue)
{
	const struct softnet_data *data = (void *)(run_queue + cpu_variables.softnet_data);

	return cpu_variables.softnet_data &&
	       bpf_core_field_exists(struct softnet_data, in_net_rx_action) &&
	       BPF_CORE_READ(data, in_net_rx_action);
}

/* Whether the task is in a system call that can send: the class table knows those that take a
 * socket or any descriptor. */
static __always_inline bool may_send(struct task_struct *task)
{
	struct pt_regs *regs = user_registers(task);
	long syscall = READ_REGISTER(regs, orig_ax);
	__u8 mark;

	if (!READ_REGISTER(regs, ip) || syscall < 0 || syscall >= MP_SYSCALLS)
		return false;
	if (syscall == __NR_close || syscall == __NR_shutdown || syscall == __NR_exit_group ||
	    syscall == MP_NR_io_uring_enter)
		return true;
	mark = syscall_class[syscall];
	return mark == MP_WAIT_NETWORK || mark == BY_DESCRIPTOR;
}

#define MP_STACK_WORDS 40
/* struct pt_regs: orig_ax, ip, cs, flags, sp, ss are its last words. */
#define MP_TRAP_WORDS 6
#define KERNEL_CS     0x10
#define KERNEL_DS     0x18
#define FLAG_ALWAYS   0x002
#define FLAG_ENABLED  0x200

/* These six words, at `address`, are what an interrupt of kernel code leaves on the stack: the
 * stack pointer that it saved points right behind them, but for alignment. */
static __always_inline bool is_kernel_trap(const __u64 *words, __u64 address)
{
	__u64 behind = address + MP_TRAP_WORDS * 8;
	__u64 flags = words[3];

	return words[0] == ~0ULL && (__s64)words[1] < 0 && words[2] == KERNEL_CS &&
	       flags & FLAG_ALWAYS && flags & FLAG_ENABLED && words[5] == KERNEL_DS &&
	       (words[4] == behind || words[4] == behind + 8);
}

/*
 * Whether this softirq was entered by the task's own code, when it enabled softirqs again, and not
 * on the way out of an interrupt. Either way the CPU has changed to its interrupt stack, unless the
 * interrupt came from user mode, and left the task's stack pointer in that stack's top word
 * (arch/x86/include/asm/irq_stack.h, call_on_stack()). An interrupt leaves its registers just above
 * where that points; a call of do_softirq() does not.
 */
static __always_inline bool entered_by_task(__u64 run_queue)
{
	__u64 words[MP_STACK_WORDS];
	__u64 top = 0;
	__u64 sp = 0;
	bool in_use = false;

	if (!cpu_variables.irq_stack_in_use || !cpu_variables.irq_stack_top)
		return false;
	bpf_probe_read_kernel(&in_use, sizeof(in_use),
			      (void *)(run_queue + cpu_variables.irq_stack_in_use));
	if (!in_use ||
	    bpf_probe_read_kernel(&top, sizeof(top),
				  (void *)(run_queue + cpu_variables.irq_stack_top)) ||
	    bpf_probe_read_kernel(&sp, sizeof(sp), (void *)top) ||
	    bpf_probe_read_kernel(words, sizeof(words), (void *)sp))
		return false;
	for (int i = 0; i <= MP_STACK_WORDS - MP_TRAP_WORDS; i++) {
		if (is_kernel_trap(&words[i], sp + i * 8))
			return false;
	}
	return true;
}

static __always_inline __u8 kind_of_waker(struct task_struct *current)
{
	__u64 run_queue = run_queue_of(current);
	int context = preempt_count(run_queue);

	if (context & HARDIRQ_OR_NMI)
		return in_timer_interrupt(run_queue) ? MP_WAKER_TIMER : MP_WAKER_INTERRUPT;
	if (context & SERVING_SOFTIRQ) {
		if (in_timer_softirq(run_queue))
			return MP_WAKER_TIMER;
		if (!(current->flags & PF_KTHREAD) && may_send(current) &&
		    entered_by_task(run_queue))
			return MP_WAKER_PROCESS;
		return in_network_softirq(run_queue) ? MP_WAKER_NETWORK : MP_WAKER_INTERRUPT;
	}
	/* The idle task does what other CPUs asked for. */
	if (!current->pid)
		return MP_WAKER_INTERRUPT;
	return current->flags & PF_KTHREAD ? MP_WAKER_KERNEL : MP_WAKER_PROCESS;
}

SEC("tp_btf/sched_waking")
int BPF_PROG(on_waking, struct task_struct *task)
{
	struct mp_account *account = account_of(task);
	struct task_struct *current;
	struct mp_waker waker = {};
	__u32 rate;

	if (!account)
		return 0;
	current = bpf_get_current_task_btf();
	waker.kind = kind_of_waker(current);
	if (waker.kind == MP_WAKER_PROCESS || waker.kind == MP_WAKER_KERNEL) {
		waker.tgid = current->tgid;
		waker.tid = current->pid;
	}
	account->noted = waker;
	if (!waker.tid || current == task || !account->begin_ns || !account->stack_sessions)
		return 0;
	rate = choose_wakeup(bpf_ktime_get_ns());
	if (rate)
		capture_waker(ctx, account, current, rate);
	return 0;
}

static __always_inline bool is_same_waker(const struct mp_waker *a, const struct mp_waker *b)
{
	return a->tid == b->tid && a->tgid == b->tgid && a->kind == b->kind &&
	       a->wait_class == b->wait_class;
}

/* Adds what a slot holds to the map. */
static __always_inline void spill_waker(struct mp_account *account, struct mp_waker_slot *slot)
{
	struct mp_waker_key key = {.account = account->id, .waker = slot->waker};
	/* Kernels such as 6.1 take no value for a map from what a global function was given. */
	struct mp_waker_sum first = slot->sum;
	struct mp_waker_sum *sum;

	if (!slot->sum.waits)
		return;
	sum = bpf_map_lookup_elem(&waker_sums, &key);
	if (sum) {
		sum->waits += slot->sum.waits;
		sum->wait_ns += slot->sum.wait_ns;
	} else if (bpf_map_update_elem(&waker_sums, &key, &first, BPF_ANY)) {
		count(account->sessions, MP_COUNT_WAKERS_REFUSED, slot->sum.waits);
	}
	slot->sum.waits = 0;
	slot->sum.wait_ns = 0;
}

static __always_inline struct mp_waker_slot *waker_slot(struct mp_account *account,
							const struct mp_waker *waker)
{
	__u32 recent = account->recent_slot & 1;
	struct mp_waker_slot *slot = &account->wakers[recent];

	if (is_same_waker(&slot->waker, waker))
		return slot;
	account->recent_slot = recent ^ 1;
	slot = &account->wakers[(recent ^ 1) & 1];
	if (!is_same_waker(&slot->waker, waker)) {
		spill_waker(account, slot);
		slot->waker = *waker;
	}
	return slot;
}

/* Global as end_wait() is. */
__noinline int book_waker(struct mp_account *account, __u64 now, __u64 queued)
{
	struct mp_waker waker;
	struct mp_waker_slot *slot;
	__u64 elapsed;

	if (!account)
		return 0;
	waker = account->noted;
	account->noted.kind = MP_WAKER_UNKNOWN;
	waker.wait_class = place_at(account, account->place)->wait_class;
	if (!ends_in_queue(waker.wait_class))
		return 0;
	elapsed = elapsed_ns(account, now);
	slot = waker_slot(account, &waker);
	slot->sum.waits++;
	slot->sum.wait_ns += elapsed - least(queued, elapsed);
	return 0;
}

/* The thread has the CPU again after a wait, of which it spent `queued` in a run queue. The time is
 * not booked yet. */
static __always_inline void credit_waker(struct mp_account *account, __u64 now, __u64 queued)
{
	if (wakers_wanted)
		book_waker(account, now, queued);
}

#endif
