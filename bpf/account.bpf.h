/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Accounts of threads. One begins with the first scheduler event of its thread in the session,
 * which tells what the thread has been doing since the session started (or since its birth): a
 * switch-out, running; a wakeup, waiting; a switch-in, being runnable. So the state of a running
 * system need not be taken stock of at the start, which would race with it; threads without any
 * event are looked at at the end.
 */
#ifndef MESHPROF_ACCOUNT_BPF_H
#define MESHPROF_ACCOUNT_BPF_H

struct {
	__uint(type, BPF_MAP_TYPE_TASK_STORAGE);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, int);
	__type(value, struct mp_account);
} accounts SEC(".maps");

/* Accounts of threads that have ended, until user space takes them. Key: mp_account.id. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__uint(max_entries, MP_MAX_EXITED);
	__type(key, __u64);
	__type(value, struct mp_thread_record);
} exited SEC(".maps");

/* Scheduler events run with interrupts off, so those of one CPU never overlap. */
struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct scratch);
} switch_scratch SEC(".maps");

static __always_inline __u64 account_begin_ns(struct task_struct *task)
{
	__u64 born_ns = task->start_time;

	return born_ns > start_ns ? born_ns : start_ns;
}

static __always_inline struct mp_account *create_account(struct task_struct *task)
{
	struct mp_account *account =
		bpf_task_storage_get(&accounts, task, 0, BPF_LOCAL_STORAGE_GET_F_CREATE);

	if (account && !account->id) {
		account->id = __sync_fetch_and_add(&last_account, 1) + 1;
		account->next_place = MP_PLACE_BLOCKED;
		account->places[MP_PLACE_PREEMPTED].wait_class = MP_WAIT_PREEMPTED;
	}
	return account;
}

/*
 * For a thread of a target. NULL if it is dead already, or if it has no account and none can be
 * made now: the kernel refuses that inside another use of task storage on the same CPU. Accounts of
 * threads that exist when the session starts have been made before, so only a new thread can be
 * refused; then its first turn in the run queue counts as time on the CPU.
 */
static __always_inline struct mp_account *account_of(struct task_struct *task)
{
	struct mp_account *account = bpf_task_storage_get(&accounts, task, 0, 0);

	if (!account)
		account = create_account(task);
	if (!account)
		count(MP_COUNT_ACCOUNTS_REFUSED, 1);
	return account && account->phase != MP_PHASE_DEAD ? account : 0;
}

static __always_inline void note_exec(struct mp_account *account, struct task_struct *task)
{
	account->exec_ns = task->se.sum_exec_runtime;
	account->run_delay_ns = task->sched_info.run_delay;
}

/*
 * The first event of a thread in the session says what it has been doing. A thread born in the
 * session has counters from zero.
 */
static __always_inline void begin_account(struct mp_account *account, struct task_struct *task,
					  __u8 phase)
{
	account->since_ns = account_begin_ns(task);
	account->phase = phase;
	if (account->since_ns == start_ns) {
		account->nvcsw = task->nvcsw;
		account->nivcsw = task->nivcsw;
		note_exec(account, task);
	}
}

/* The barrier keeps the compiler from proving the check away or moving it to a copy that the
 * verifier does not link. */
static __always_inline struct mp_place *place_at(struct mp_account *account, __u32 index)
{
	barrier_var(index);
	return &account->places[index < MP_PLACES ? index : 0];
}

/* Stores of one CPU become visible in order on x86, so keeping the compiler from moving them is
 * enough. */
static __always_inline void write_begin(struct mp_account *account)
{
	account->version++;
	barrier();
}

static __always_inline void write_end(struct mp_account *account)
{
	barrier();
	account->version++;
}

/* Books the time since the last event under the phase that ends now. */
static __always_inline void settle(struct mp_account *account, __u64 now)
{
	__u64 elapsed = now > account->since_ns ? now - account->since_ns : 0;
	struct mp_place *place = place_at(account, account->place);
	__u8 class = place->wait_class;

	switch (account->phase) {
	case MP_PHASE_RUNNING:
		account->on_cpu_ns += elapsed;
		break;
	case MP_PHASE_WAITING:
		place->wait_ns += elapsed;
		if (class < MP_WAIT_CLASSES)
			account->class_ns[class] += elapsed;
		break;
	case MP_PHASE_RUNNABLE:
		place->runnable_ns += elapsed;
		account->class_ns[MP_WAIT_RUNNABLE] += elapsed;
		break;
	}
	/* A thread's birth lies a moment before its first event, never after; the clock does not go
	 * back. */
	if (now > account->since_ns)
		account->since_ns = now;
}

/* For a thread that has slept since its account began. */
static __always_inline void begin_waiting(struct mp_account *account, struct task_struct *task,
					  __u32 state)
{
	struct mp_place *place = &account->places[MP_PLACE_FIRST];
	struct kernel_entry entry;

	read_kernel_entry(task, &entry);
	place->wait_class = wait_class(task, &entry, state);
	place->stack = MP_STACK_SLEEPER;
	account->start_switches = task->nvcsw + task->nivcsw;
	account->place = MP_PLACE_FIRST;
	begin_account(account, task, MP_PHASE_WAITING);
}

/* For a thread that has been in a run queue since its account began. */
static __always_inline void begin_queued(struct mp_account *account, struct task_struct *task)
{
	account->places[MP_PLACE_FIRST].wait_class = MP_WAIT_RUNNABLE;
	account->place = MP_PLACE_FIRST;
	begin_account(account, task, MP_PHASE_RUNNABLE);
}

/* The last switch of a thread: hands its account over before the kernel frees it with the task. */
static __always_inline void retire(struct mp_account *account, struct task_struct *task,
				   __u32 image, __u64 now)
{
	__u32 zero = 0;
	struct scratch *scratch = bpf_map_lookup_elem(&switch_scratch, &zero);
	struct mp_thread_record *record;

	if (scratch) {
		record = &scratch->thread;
		record->type = MP_RECORD_THREAD;
		record->tgid = task->tgid;
		record->tid = task->pid;
		record->image = image;
		record->at_ns = now;
		bpf_probe_read_kernel(record->comm, sizeof(record->comm), task->comm);
		account->phase = MP_PHASE_DEAD;
		bpf_probe_read_kernel(&record->account, sizeof(record->account), account);
		if (bpf_map_update_elem(&exited, &record->account.id, record, BPF_ANY) == 0)
			return;
	}
	account->phase = MP_PHASE_DEAD;
	count(MP_COUNT_EXITS_REFUSED, 1);
}

#endif
