/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Iterators over all threads, read by user space like files. open_accounts runs before the cut with
 * which a session opens; read_sleepers just after any: it gives the stacks of waits in progress,
 * which no later event could show. read_accounts gives the accounts of target threads at any time.
 * close_accounts frees those that no session wants any more.
 */
#ifndef MESHPROF_ITERATORS_BPF_H
#define MESHPROF_ITERATORS_BPF_H

/* An account is being written for less than a microsecond, or a few if a stack is captured. */
#define MP_READ_ATTEMPTS 16

/* Accounts that could not be read whole all the same. User space then reads all again. */
__u64 torn_reads;

/* Iterators may be preempted, so they share no scratch with scheduler events; user space runs one
 * at a time. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct scratch);
} iterator_scratch SEC(".maps");

SEC("iter/task")
int open_accounts(struct bpf_iter__task *ctx)
{
	struct task_struct *task = ctx->task;
	struct mp_target *target = task ? target_of(task) : 0;

	/* In a session's target every thread has an account already. */
	if (!target || task->exit_state || !target->wants.off_cpu || target->earlier.off_cpu ||
	    target->wants.since_ns != MP_UNTOLD)
		return 0;
	if (!create_account(task, target->image, &target->wants, 0))
		count(target->wants.off_cpu, MP_COUNT_ACCOUNTS_REFUSED, 1);
	return 0;
}

SEC("iter/task")
int close_accounts(struct bpf_iter__task *ctx)
{
	struct task_struct *task = ctx->task;
	struct mp_target *target;

	if (!task || !untrusted(task)->bpf_storage)
		return 0;
	target = target_of(task);
	if (!target || !target->wants.off_cpu)
		bpf_task_storage_delete(&accounts, task);
	if (!target || !target->wants.page_faults)
		bpf_task_storage_delete(&fault_accounts, task);
	return 0;
}

/* A thread without an event has done one thing since its account began, or been woken from it. If
 * its counters say something else, events are missing. */
static __always_inline void describe_eventless(struct mp_account *account, struct task_struct *task,
					       __u64 queued, __u64 now)
{
	__u32 state = task->__state;
	bool is_new = is_newborn(account, task);

	if (task->on_cpu && !is_new && has_arrived_unseen(account, task)) {
		begin_missed_wait(account);
		repair_missed_switch_in(account, task, now);
		account->repaired = 1;
	} else if (task->on_cpu) {
		begin_account(account, MP_PHASE_RUNNING);
	} else if (!is_new && has_run_unseen(account, task)) {
		begin_account(account, MP_PHASE_RUNNING);
		repair_missed_switch_out(account, task, now);
		account->repaired = 1;
	} else if (state || now > account->begin_ns + queued) {
		begin_waiting(account, task, state);
	} else {
		begin_queued(account);
	}
}

/* The event of a switch to a thread comes a moment before the kernel says that it is on the CPU. */
static __always_inline bool has_switched(const struct mp_account *account, struct task_struct *task)
{
	return task->nvcsw != account->nvcsw || task->nivcsw != account->nivcsw;
}

/* What the last event says and what the thread does may not fit: then an event is missing. */
static __always_inline void describe_missed(struct mp_account *account, struct task_struct *task,
					    __u64 now)
{
	if (account->phase == MP_PHASE_WAITING && task->se.sum_exec_runtime != account->exec_ns)
		repair_missed_switch_in(account, task, now);
	else if (account->phase == MP_PHASE_RUNNING && !task->on_cpu && has_switched(account, task))
		repair_missed_switch_out(account, task, now);
	else
		return;
	account->repaired = 1;
}

/* The version that was read whole, or an odd number. */
static __always_inline __u32 copy_account(struct mp_account *to, struct mp_account *account)
{
	for (int i = 0; i < MP_READ_ATTEMPTS; i++) {
		__u32 version = *(volatile __u32 *)&account->version;

		barrier();
		bpf_probe_read_kernel(to, sizeof(*to), account);
		barrier();
		if (!(version & 1) && version == *(volatile __u32 *)&account->version)
			return version;
	}
	return 1;
}

/* How much of the wait in progress has been spent in a run queue until `now`. Without a switch of
 * the thread to set the clocks by, the scheduler's is at most a tick old here. */
static __always_inline __u64 queued_until(const struct mp_account *account,
					  struct task_struct *task, __u64 now)
{
	return queued_ns(account, task,
			 account->clock_lead_ns ? now - account->clock_lead_ns
						: scheduler_clock(bpf_get_current_task_btf()));
}

/* False where there is nothing to tell: before the cut that the account begins with, or because it
 * could not be read. */
static __always_inline bool read_account(struct mp_thread_record *record, struct task_struct *task,
					 struct mp_account *account, __u64 now)
{
	struct mp_account *to = &record->account;
	__u32 version = copy_account(to, account);

	if (to->phase == MP_PHASE_DEAD)
		return false;
	begin_at_cut(to, task, now);
	if (!to->begin_ns)
		return false;
	record->queued_ns = queued_until(to, task, now);
	if (to->phase == MP_PHASE_NEW)
		describe_eventless(to, task, record->queued_ns, now);
	else
		describe_missed(to, task, now);
	/* An event meanwhile would make the description wrong. */
	if (version & 1 || version != *(volatile __u32 *)&account->version) {
		torn_reads++;
		return false;
	}
	return true;
}

/* An account that was refused when its thread was born is made now. */
static __always_inline struct mp_account *account_at_last(struct task_struct *task, __u32 image,
							  const struct mp_wants *wants)
{
	struct mp_account *account = bpf_task_storage_get(&accounts, task, 0, 0);

	if (account || task->exit_state || !wants->off_cpu)
		return account;
	return create_account(task, image, wants, latest(wants->since_ns, task->start_time));
}

SEC("iter/task")
int read_accounts(struct bpf_iter__task *ctx)
{
	struct task_struct *task = ctx->task;
	struct mp_target *target;
	struct scratch *scratch;
	struct mp_thread_record *record;
	struct mp_account *account;
	struct mp_wants wants;
	__u32 zero = 0;

	if (!task)
		return 0;
	target = target_of(task);
	scratch = bpf_map_lookup_elem(&iterator_scratch, &zero);
	if (!target || !scratch)
		return 0;
	record = &scratch->thread;
	record->type = MP_RECORD_THREAD;
	record->tgid = task->tgid;
	record->tid = task->pid;
	record->image = target->image;
	record->at_ns = bpf_ktime_get_ns();
	wants_at(target, record->at_ns, &wants);
	account = account_at_last(task, target->image, &wants);
	if (!account || !read_account(record, task, account, record->at_ns))
		return 0;
	bpf_probe_read_kernel(record->comm, sizeof(record->comm), task->comm);
	bpf_seq_write(ctx->meta->seq, record, sizeof(*record));
	return 0;
}

static __always_inline bool is_asleep(struct task_struct *task)
{
	return task->__state && !task->on_cpu && !task->exit_state;
}

/* Follows the frame-pointer chain of a sleeping thread; bpf_get_task_stack refuses user space of
 * another task. The frames are counted in the record for the reason that add_chunk() gives. */
static __always_inline void walk_user_stack(struct task_struct *task,
					    struct mp_stack_record *record)
{
	__u64 frame_pointer = record->registers.bp;
	volatile __u16 *frames = &record->user_frames;

	*frames = 1;
	record->addresses[0] = record->registers.ip;
	for (int i = 1; i < MP_MAX_FRAMES; i++) {
		__u64 link[2]; /* the caller's frame pointer, the return address */

		if (!frame_pointer || frame_pointer & 7)
			break;
		if (bpf_copy_from_user_task(link, sizeof(link), (void *)frame_pointer, task, 0) ||
		    !link[1])
			break;
		record->addresses[i] = link[1];
		*frames = i + 1;
		/* Callers lie above. */
		if (link[0] <= frame_pointer)
			break;
		frame_pointer = link[0];
	}
}

static __always_inline void read_slice(struct task_struct *task, struct mp_stack_record *record,
				       __u64 frame_bytes)
{
	__u32 limit = slice_limit(record);

	record->slice_bytes = 0;
	for (int i = 0; i < MP_SLICE_CHUNKS; i++) {
		if (!add_chunk(task, record, frame_bytes, limit, false))
			break;
	}
}

/* Returns the record's size, 0 if there is nothing to say. */
static __always_inline __u64 read_sleeper(struct task_struct *task, struct mp_stack_record *record)
{
	__u64 user;
	long kernel;

	read_registers(task, record);
	walk_user_stack(task, record);
	user = *(volatile __u16 *)&record->user_frames * 8;
	if (user > MP_STACK_BYTES)
		return 0;
	kernel = bpf_get_task_stack(task, (void *)record->addresses + user, MP_STACK_BYTES, 0);
	if (kernel < 0 || kernel > MP_STACK_BYTES)
		kernel = 0;
	record->kernel_frames = (__u64)kernel / 8;
	read_slice(task, record, user + kernel);
	return sizeof(*record) + user + kernel + slice_bytes(record);
}

/* The same where iterators may not read user memory: the kernel's part and the user's innermost
 * frame. */
static __always_inline __u64 read_sleeper_in_kernel(struct task_struct *task,
						    struct mp_stack_record *record)
{
	long kernel;

	read_registers(task, record);
	record->user_frames = 1;
	record->addresses[0] = record->registers.ip;
	kernel = bpf_get_task_stack(task, record->addresses + 1, MP_STACK_BYTES, 0);
	if (kernel < 0 || kernel > MP_STACK_BYTES)
		kernel = 0;
	record->kernel_frames = (__u64)kernel / 8;
	record->slice_bytes = 0;
	return sizeof(*record) + 8 + kernel;
}

static __always_inline int tell_sleeper(struct bpf_iter__task *ctx, bool reads_memory)
{
	struct task_struct *task = ctx->task;
	struct mp_target *target;
	struct scratch *scratch;
	struct mp_stack_record *record;
	__u32 zero = 0;
	__u64 size;

	if (!task)
		return 0;
	target = target_of(task);
	scratch = bpf_map_lookup_elem(&iterator_scratch, &zero);
	if (!target || !scratch || target->wants.cut != last_cut || !target->wants.wait_stacks ||
	    !is_asleep(task))
		return 0;
	record = &scratch->stack;
	record->type = MP_RECORD_SLEEPER;
	record->tgid = task->tgid;
	record->tid = task->pid;
	record->image = target->image;
	record->account = 0;
	record->sessions = target->wants.wait_stacks;
	record->switches = task->nvcsw + task->nivcsw;
	record->stack = MP_STACK_SLEEPER;
	size = reads_memory ? read_sleeper(task, record) : read_sleeper_in_kernel(task, record);
	/* If it ran meanwhile, what was read may be of two stacks. */
	if (size && is_asleep(task) && record->switches == task->nvcsw + task->nivcsw)
		bpf_seq_write(ctx->meta->seq, record, size);
	return 0;
}

SEC("iter.s/task")
int read_sleepers(struct bpf_iter__task *ctx)
{
	return tell_sleeper(ctx, true);
}

/* For kernels without iterators that may sleep (in mainline since 5.18). */
SEC("iter/task")
int read_sleepers_in_kernel(struct bpf_iter__task *ctx)
{
	return tell_sleeper(ctx, false);
}

#endif
