/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Waits chosen for their length (sampling.h). When a wait's length is known its thread is about to
 * run but not yet in its address space, so only the kernel's part of the stack can be taken then.
 * The user's part stays as it is until the thread gets back to user mode, so a task work takes it
 * there: about 20 us, hence a budget of its own. It needs Linux 6.18; without it the time of
 * waits is estimated from those chosen when they began.
 */
#ifndef MESHPROF_RESUME_BPF_H
#define MESHPROF_RESUME_BPF_H

/* The kernel leaves its scheduler's own functions (__sched) out of the stack of a thread that is
 * not the running one (kernel/stacktrace.c, stack_trace_consume_entry_nosched), so these stacks
 * begin with their caller. */

/* Threads on their way to user mode. */
#define MP_MAX_RESUMES 4096

struct resume {
	struct mp_wait_record wait;
	__u64 ip; /* of the system call in which the thread waited */
	__u64 sp;
	__u32 image;
	__u32 kernel_bytes;
	__u64 kernel[MP_MAX_FRAMES];
};

struct pending_resume {
	struct resume resume;
	struct bpf_task_work work;
};

/* Key: mp_account.id. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__uint(max_entries, MP_MAX_RESUMES);
	__type(key, __u64);
	__type(value, struct pending_resume);
} resumes SEC(".maps");

/* Used with preemption off, and by nothing that interrupts. */
struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct scratch);
} resume_scratch SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct mp_threshold);
} length_threshold SEC(".maps");

/* In 6.18 and 6.19, and since. */
extern int bpf_task_work_schedule_resume_impl(struct task_struct *task, struct bpf_task_work *work,
					      void *map,
					      int (*callback)(struct bpf_map *, void *, void *),
					      void *aux) __ksym __weak;
extern int
bpf_task_work_schedule_resume(struct task_struct *task, struct bpf_task_work *work, void *map,
			      int (*callback)(struct bpf_map *, void *, void *)) __ksym __weak;
extern void bpf_preempt_disable(void) __ksym __weak;
extern void bpf_preempt_enable(void) __ksym __weak;

/* The stack of the running thread, which has waited, and what it waited. False if it has been to
 * user mode since, or if there was no room. */
static __always_inline bool emit_resume(struct task_struct *task, struct resume *resume)
{
	__u32 zero = 0;
	struct scratch *scratch = bpf_map_lookup_elem(&resume_scratch, &zero);
	struct mp_stack_record *record;
	void *addresses;
	__u64 kernel = resume->kernel_bytes;
	long user;

	if (!scratch)
		return false;
	record = &scratch->stack;
	addresses = record->addresses;
	read_own_registers(scratch);
	if (record->registers.ip != resume->ip || record->registers.sp != resume->sp)
		return false;
	record->type = MP_RECORD_WAIT_STACK;
	record->tgid = resume->wait.tgid;
	record->tid = resume->wait.tid;
	record->image = resume->image;
	record->account = resume->wait.account;
	record->sessions = resume->wait.sessions;
	record->switches = 0;
	record->stack = resume->wait.place.stack;
	user = bpf_get_task_stack(task, addresses, MP_STACK_BYTES, BPF_F_USER_STACK);
	if (user < 0 || user > MP_STACK_BYTES)
		user = 0;
	if (kernel > MP_STACK_BYTES)
		kernel = 0;
	bpf_probe_read_kernel(addresses + user, kernel, resume->kernel);
	record->user_frames = (__u64)user / 8;
	record->kernel_frames = kernel / 8;
	return emit_with_slice(scratch, user + kernel) && emit(&resume->wait, sizeof(resume->wait));
}

static int on_resume(struct bpf_map *map, void *key, void *value)
{
	struct pending_resume *pending = value;
	struct task_struct *task = bpf_get_current_task_btf();
	bool is_sent;

	bpf_preempt_disable();
	is_sent = emit_resume(task, &pending->resume);
	if (!is_sent)
		count(pending->resume.wait.sessions, MP_COUNT_RESUMES_REFUSED, 1);
	bpf_preempt_enable();
	bpf_map_delete_elem(&resumes, key);
	return 0;
}

static __always_inline bool has_resumes(void)
{
	bool has_work = bpf_ksym_exists(bpf_task_work_schedule_resume_impl);

	/* The compiler would join the two addresses before it looks at them. */
	barrier_var(has_work);
	if (!has_work)
		has_work = bpf_ksym_exists(bpf_task_work_schedule_resume);
	barrier_var(has_work);
	return has_work && bpf_ksym_exists(bpf_preempt_disable);
}

static __always_inline bool add_task_work(struct task_struct *task, struct pending_resume *pending)
{
	if (bpf_ksym_exists(bpf_task_work_schedule_resume))
		return !bpf_task_work_schedule_resume(task, &pending->work, &resumes, on_resume);
	return !bpf_task_work_schedule_resume_impl(task, &pending->work, &resumes, on_resume, 0);
}

/* For a thread that is about to run. A thread that waits again before it is back in user mode has
 * one in progress already. */
static __always_inline bool schedule_resume(struct task_struct *task, struct mp_account *account,
					    __u32 time_rate)
{
	struct scratch *scratch = scratch_of_switch();
	struct pt_regs *regs = user_registers(task);
	struct pending_resume *pending;
	struct resume *resume;
	__u64 id = account->id;
	long kernel;

	if (!scratch)
		return false;
	resume = (struct resume *)scratch->stack_bytes;
	resume->wait.type = MP_RECORD_WAIT;
	resume->wait.tgid = task->tgid;
	resume->wait.tid = task->pid;
	resume->wait.rate = 0;
	resume->wait.account = id;
	resume->wait.time_rate = time_rate;
	resume->wait.sessions = account->stack_sessions;
	resume->wait.place = account->places[MP_PLACE_NONE];
	resume->wait.place.stack = ++account->length_stacks | MP_STACK_OF_LENGTH;
	resume->ip = READ_REGISTER(regs, ip);
	resume->sp = READ_REGISTER(regs, sp);
	resume->image = account->image;
	kernel = bpf_get_task_stack(task, resume->kernel, sizeof(resume->kernel), 0);
	resume->kernel_bytes = kernel > 0 ? kernel : 0;
	if (bpf_map_update_elem(&resumes, &id, resume, BPF_NOEXIST))
		return false;
	pending = bpf_map_lookup_elem(&resumes, &id);
	if (pending && add_task_work(task, pending))
		return true;
	bpf_map_delete_elem(&resumes, &id);
	return false;
}

/*
 * At the end of any wait. Of one without a place the length is known now, by which it may be chosen
 * though it was not when it began; unless all were then.
 */
static __always_inline void finish_wait(struct mp_account *account, struct task_struct *task,
					__u64 now)
{
	struct mp_place *place = &account->places[MP_PLACE_NONE];
	__u32 zero = 0;
	struct mp_threshold *threshold;
	__u32 quota = length_captures_per_period;
	__u32 rate, either;

	if (account->place != MP_PLACE_NONE || !account->stack_sessions)
		return;
	threshold = bpf_map_lookup_elem(&length_threshold, &zero);
	if (account->rate == MP_RATE_ALL || !quota || !has_resumes() || !threshold) {
		send_wait(account, task, account->rate);
		return;
	}
	rate = mp_rate_of_length(threshold, now, place->wait_ns + place->runnable_ns, quota);
	either = mp_rate_of_either(account->rate, rate);
	if (place->stack) {
		send_wait(account, task, either);
	} else if (mp_is_chosen(rate, bpf_get_prandom_u32())) {
		threshold->captures++;
		if (!schedule_resume(task, account, either))
			count(account->stack_sessions, MP_COUNT_RESUMES_REFUSED, 1);
	}
}

#endif
