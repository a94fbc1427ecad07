/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Accounts of threads. The first scheduler event of a thread after the cut that its account begins
 * with tells what the thread has been doing since then (or since its birth): a switch-out, running;
 * a switch-in, waiting. So the state of a running system need not be taken stock of at the start,
 * which would race with it; threads without any event are looked at when accounts are read.
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

/* Waits in known places until one is captured again: at random, and one in MP_KEY_CHECK_MEAN. */
#define MP_KEY_CHECK_MEAN 1024

static __always_inline __u32 next_key_check(void)
{
	return 1 + bpf_get_prandom_u32() % (2 * MP_KEY_CHECK_MEAN - 1);
}

/* Numbers of threads given so far. */
__u64 last_thread;

static __always_inline __u64 next_thread(void)
{
	return __sync_fetch_and_add(&last_thread, 1) + 1;
}

static __always_inline bool is_newborn(const struct mp_account *account, struct task_struct *task)
{
	return account->begin_ns == task->start_time;
}

static __always_inline void note_exec(struct mp_account *account, struct task_struct *task)
{
	account->exec_ns = task->se.sum_exec_runtime;
	account->run_delay_ns = task->sched_info.run_delay;
}

/*
 * For a thread of which no event counts yet. What its first one does not tell, because another is
 * missing, its counters do by their difference to these. `arrivals`: how often it has got a CPU.
 */
static __always_inline void note_counters(struct mp_account *account, struct task_struct *task,
					  __u32 arrivals)
{
	account->nvcsw = task->nvcsw;
	account->nivcsw = task->nivcsw;
	account->arrivals = arrivals;
	note_exec(account, task);
}

/* What such a thread is waiting for, if it is off the CPU. */
static __always_inline void note_wait(struct mp_account *account, struct task_struct *task)
{
	__u32 state = task->__state;
	__u8 class = MP_WAIT_RUNNABLE;
	struct kernel_entry entry;

	if (state && !(state & TASK_NEW)) {
		read_kernel_entry(task, &entry);
		class = wait_class(task, &entry, state);
	}
	account->places[MP_PLACE_FIRST].wait_class = class;
}

static __always_inline void follow_wants(struct mp_account *account, const struct mp_wants *wants)
{
	account->id = MP_ACCOUNT_ID(wants->cut, account->id);
	account->sessions = wants->off_cpu;
	account->stack_sessions = wants->wait_stacks;
}

/* Made before a thread's first event: by an iterator for the threads that exist when a session
 * opens (`begin_ns` 0: at the cut to come), at birth for those that come later. A thread without an
 * account is no target's. */
static __always_inline struct mp_account *
create_account(struct task_struct *task, __u32 image, const struct mp_wants *wants, __u64 begin_ns)
{
	struct mp_account *account =
		bpf_task_storage_get(&accounts, task, 0, BPF_LOCAL_STORAGE_GET_F_CREATE);

	if (account && !account->id) {
		account->id = next_thread();
		follow_wants(account, wants);
		account->begin_ns = begin_ns;
		account->image = image;
		account->next_place = MP_PLACE_BLOCKED;
		account->last_place = MP_PLACE_BLOCKED;
		account->hits_to_check = next_key_check();
		if (begin_ns != task->start_time) {
			note_counters(account, task, task->sched_info.pcount);
			note_wait(account, task);
		}
	}
	return account;
}

/* At the birth of a thread of the target. */
static __always_inline void create_at_birth(struct task_struct *task, struct mp_target *target)
{
	struct mp_wants wants;
	__u64 begin_ns = task->start_time;

	wants_at(target, bpf_ktime_get_ns(), &wants);
	/* A session is about to begin. */
	if (!wants.off_cpu) {
		wants = target->wants;
		begin_ns = 0;
	}
	if (wants.off_cpu && !create_account(task, target->image, &wants, begin_ns))
		count(wants.off_cpu, MP_COUNT_ACCOUNTS_REFUSED, 1);
}

/* NULL for a thread that is not a target's or dead already. Threads that no session follows are
 * told by one load. */
static __always_inline struct mp_account *account_of(struct task_struct *task)
{
	struct mp_account *account =
		untrusted(task)->bpf_storage ? bpf_task_storage_get(&accounts, task, 0, 0) : 0;

	return account && account->phase != MP_PHASE_DEAD ? account : 0;
}

static __always_inline void begin_account(struct mp_account *account, __u8 phase)
{
	account->since_ns = account->begin_ns;
	account->phase = phase;
}

/* The barriers keep the compiler from proving the check away, and from using a copy of the index
 * that the verifier does not link with it. */
static __always_inline struct mp_place *place_at(struct mp_account *account, __u64 index)
{
	barrier_var(index);
	if (index >= MP_PLACES)
		index = 0;
	barrier_var(index);
	return &account->places[index];
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

static __always_inline __u64 least(__u64 a, __u64 b)
{
	return a < b ? a : b;
}

static __always_inline __u64 elapsed_ns(const struct mp_account *account, __u64 now)
{
	return now > account->since_ns ? now - account->since_ns : 0;
}

/* A thread's birth lies a moment before its first event, never after; the clock does not go back.
 */
static __always_inline void advance(struct mp_account *account, __u64 now)
{
	if (now > account->since_ns)
		account->since_ns = now;
}

/* Books the time since the last event as running. */
static __always_inline void settle_run(struct mp_account *account, __u64 now)
{
	account->on_cpu_ns += elapsed_ns(account, now);
	advance(account, now);
}

/* What sched_info is stamped with; brought up to date at the beginning of a switch and at each
 * tick. The kernel's variable is not to be found without CONFIG_KALLSYMS_ALL, but each thread of a
 * queue leads there. */
static __always_inline __u64 scheduler_clock(struct task_struct *task)
{
	return untrusted(task)->se.cfs_rq->rq->clock;
}

/*
 * How long a thread that is off the CPU has been in a run queue since it left, by the kernel's own
 * account of it: run_delay has what migrations between queues have settled, last_queued when the
 * thread entered the present one (kernel/sched/stats.h, sched_info_enqueue). So no wakeup needs to
 * be watched, and the figure is the one in schedstat. `clock`: the scheduler's.
 */
static __always_inline __u64 queued_ns(const struct mp_account *account, struct task_struct *task,
				       __u64 clock)
{
	__u64 settled = task->sched_info.run_delay - account->run_delay_ns;
	__u64 since = task->sched_info.last_queued;

	return settled + (since && clock > since ? clock - since : 0);
}

/* Waits of the other classes are spent in a run queue from their first moment. */
static __always_inline bool ends_in_queue(__u8 class)
{
	return class != MP_WAIT_RUNNABLE && class != MP_WAIT_PREEMPTED &&
	       class != MP_WAIT_THROTTLED;
}

/* As an index, which the verifier has to see bounded; the barriers are those of place_at(). */
static __always_inline __u64 class_index(__u64 class)
{
	barrier_var(class);
	if (class >= MP_WAIT_CLASSES)
		class = MP_WAIT_OTHER;
	barrier_var(class);
	return class;
}

/* Books a wait that has ended in its place. If it was too short for a stack it is taken out of
 * there and false returned; how long the first wait of an account was is not known. */
static __always_inline bool book_in_place(struct mp_account *account, struct mp_place *place,
					  __u64 waited, __u64 queued)
{
	__u64 class;

	if (waited + queued >= min_wait_ns || account->place == MP_PLACE_FIRST) {
		place->wait_ns += waited;
		place->runnable_ns += queued;
		return true;
	}
	class = class_index(place->wait_class);
	place->switches--;
	if (account->place == MP_PLACE_NONE)
		place->stack = 0;
	account->short_ns[MP_WAIT_RUNNABLE] += queued;
	account->short_ns[class] += waited;
	account->short_switches[class]++;
	return false;
}

/* Books the time since the last event as waiting and, for the last `queued` of it, runnable. False
 * if that was too short for a stack. */
static __always_inline bool settle_wait(struct mp_account *account, __u64 now, __u64 queued)
{
	struct mp_place *place = place_at(account, account->place);
	__u64 elapsed = elapsed_ns(account, now);
	__u8 class = place->wait_class;
	queued = ends_in_queue(class) ? least(queued, elapsed) : 0;
	account->class_ns[MP_WAIT_RUNNABLE] += queued;
	account->class_ns[class_index(class)] += elapsed - queued;
	advance(account, now);
	return book_in_place(account, place, elapsed - queued, queued);
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
	account->start_switches = account->nvcsw + account->nivcsw;
	account->place = MP_PLACE_FIRST;
	begin_account(account, MP_PHASE_WAITING);
}

/* For a thread that has been in a run queue since its account began. */
static __always_inline void begin_queued(struct mp_account *account)
{
	account->places[MP_PLACE_FIRST].wait_class = MP_WAIT_RUNNABLE;
	account->place = MP_PLACE_FIRST;
	begin_account(account, MP_PHASE_WAITING);
}

/* For a thread that was off the CPU when its account began and has got it since without an event.
 * What it waited for was noted before. */
static __always_inline void begin_missed_wait(struct mp_account *account)
{
	struct mp_place *place = &account->places[MP_PLACE_FIRST];

	if (ends_in_queue(place->wait_class))
		place->stack = MP_STACK_SLEEPER;
	account->start_switches = account->nvcsw + account->nivcsw;
	account->place = MP_PLACE_FIRST;
	begin_account(account, MP_PHASE_WAITING);
}

/* No event told that the thread got a CPU. */
static __always_inline bool has_arrived_unseen(const struct mp_account *account,
					       struct task_struct *task)
{
	return (__u32)task->sched_info.pcount != account->arrivals;
}

/* No event told that the thread, which is off the CPU, ran. */
static __always_inline bool has_run_unseen(const struct mp_account *account,
					   struct task_struct *task)
{
	return task->se.sum_exec_runtime != account->exec_ns;
}

/* Hands the account over to user space. */
static __always_inline bool hand_over(struct mp_account *account, struct task_struct *task,
				      __u64 queued, __u64 at_ns)
{
	__u32 zero = 0;
	struct scratch *scratch = bpf_map_lookup_elem(&switch_scratch, &zero);
	struct mp_thread_record *record;

	if (!scratch)
		return false;
	record = &scratch->thread;
	record->type = MP_RECORD_THREAD;
	record->tgid = task->tgid;
	record->tid = task->pid;
	record->image = account->image;
	record->at_ns = at_ns;
	record->queued_ns = queued;
	bpf_probe_read_kernel(record->comm, sizeof(record->comm), task->comm);
	bpf_probe_read_kernel(&record->account, sizeof(record->account), account);
	return bpf_map_update_elem(&exited, &record->account.id, record, BPF_ANY) == 0;
}

/* The last switch of a thread: before the kernel frees its account with the task. */
static __always_inline void retire(struct mp_account *account, struct task_struct *task, __u64 now)
{
	account->phase = MP_PHASE_DEAD;
	if (!hand_over(account, task, 0, now))
		count(account->sessions, MP_COUNT_EXITS_REFUSED, 1);
}

#endif
