/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Page faults: counted for each thread, stacks within a budget. The software events MIN and MAJ
 * come where the kernel has counted the fault in the task's min_flt or maj_flt (mm_account_fault(),
 * mm/memory.c), so those counters are the total; they also know of faults without an event
 * (get_user_pages(), say for direct I/O). As with clock ticks there is one event of each kind on
 * every CPU, filtered here: that reaches threads of any age and costs no switch anything, at the
 * price of a look at the target for each fault of other processes: 290 ns beside some 2 us, which
 * is why the event is one that has to be asked for.
 *
 * A page that is touched for the first time costs less than a stack. Beyond the budget each
 * thread's faults are divided into blocks of 2^n, and one fault of each block, chosen by lot, gives
 * its stack to all of them: every fault is as likely to be chosen as it is weighted, patterns of
 * the program cannot fall into step with it, and the weights add up to the total by construction.
 */
#ifndef MESHPROF_PAGE_FAULT_BPF_H
#define MESHPROF_PAGE_FAULT_BPF_H

/* A thousand stacks a second and CPU take less than 1 % of it. */
#define MP_FAULT_INTERVAL_NS	   100000000ULL
#define MP_FAULT_STACKS_A_INTERVAL 100
#define MP_FAULT_MAX_SHIFT	   16

struct {
	__uint(type, BPF_MAP_TYPE_TASK_STORAGE);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, int);
	__type(value, struct mp_fault_account);
} fault_accounts SEC(".maps");

/* Counts of threads that have ended, until user space takes them. Key: mp_fault_account.id. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__uint(max_entries, MP_MAX_EXITED);
	__type(key, __u64);
	__type(value, struct mp_faults_record);
} exited_faults SEC(".maps");

/* The kernel reports a fault with preemption off, and none while a program reads user memory. */
struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct scratch);
} fault_scratch SEC(".maps");

/* What a CPU has spent of its budget in the present interval. */
struct fault_budget {
	__u64 interval_ns; /* its start */
	__u32 faults;
	__u32 stacks;
	__u32 shift; /* blocks hold 2^shift faults */
};

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct fault_budget);
} fault_budgets SEC(".maps");

/* Numbers of threads given so far. */
__u64 last_fault_thread;

/* What the kernel has counted for a thread. */
struct fault_counters {
	__u64 kinds[MP_FAULT_KINDS];
};

static __always_inline void begin_faults(struct mp_fault_account *account,
					 const struct mp_wants *wants,
					 const struct fault_counters *counters)
{
	account->id = MP_ACCOUNT_ID(wants->cut, account->id);
	account->sessions = wants->page_faults;
	__builtin_memset(account->kinds, 0, sizeof(account->kinds));
	account->kinds[MP_FAULT_MINOR].begin = counters->kinds[MP_FAULT_MINOR];
	account->kinds[MP_FAULT_MAJOR].begin = counters->kinds[MP_FAULT_MAJOR];
}

static __always_inline struct mp_fault_account *
create_fault_account(struct task_struct *task, const struct mp_wants *wants,
		     const struct fault_counters *counters)
{
	struct mp_fault_account *account =
		bpf_task_storage_get(&fault_accounts, task, 0, BPF_LOCAL_STORAGE_GET_F_CREATE);

	if (account && !account->id) {
		account->id = __sync_fetch_and_add(&last_fault_thread, 1) + 1;
		begin_faults(account, wants, counters);
	}
	return account;
}

static __always_inline void describe_faults(struct mp_faults_record *record,
					    struct task_struct *task,
					    struct mp_fault_account *account)
{
	record->type = MP_RECORD_FAULTS;
	record->tgid = task->tgid;
	record->tid = task->pid;
	record->pad = 0;
	bpf_probe_read_kernel(record->comm, sizeof(record->comm), task->comm);
	bpf_probe_read_kernel(&record->account, sizeof(record->account), account);
}

static __always_inline void hand_over_faults(struct mp_fault_account *account,
					     struct task_struct *task)
{
	struct mp_faults_record record;

	describe_faults(&record, task, account);
	if (bpf_map_update_elem(&exited_faults, &record.account.id, &record, BPF_ANY))
		count(account->sessions, MP_COUNT_FAULT_EXITS_REFUSED, 1);
}

/*
 * The account that a fault goes to; `counters` as they were before it. Accounts of threads that are
 * there when a session opens are made then. What a later one has counted before its first fault
 * here: nothing, if it was born since. At the first fault after a cut (cut.bpf.h) the account is
 * handed over and begins anew.
 */
static __always_inline struct mp_fault_account *
fault_account_of(struct task_struct *task, const struct mp_wants *wants,
		 const struct fault_counters *counters)
{
	struct mp_fault_account *account = bpf_task_storage_get(&fault_accounts, task, 0, 0);
	struct fault_counters none = {};

	if (!account)
		return create_fault_account(task, wants,
					    task->start_time > wants->since_ns ? &none : counters);
	if (MP_CUT_OF(account->id) < wants->cut) {
		hand_over_faults(account, task);
		begin_faults(account, wants, counters);
	}
	return account;
}

static __always_inline __u32 shift_for(__u32 faults)
{
	__u32 shift = 0;

	for (int i = 0; i < MP_FAULT_MAX_SHIFT; i++) {
		if (faults >> shift <= MP_FAULT_STACKS_A_INTERVAL)
			break;
		shift++;
	}
	return shift;
}

/* The rate of the last interval fits the next one; a burst beyond it doubles the blocks each time
 * it has spent the budget once more. */
static __always_inline void spend_fault(struct fault_budget *budget, __u64 now)
{
	__u64 age_ns = now - budget->interval_ns;

	if (age_ns >= MP_FAULT_INTERVAL_NS) {
		budget->shift = age_ns < 2 * MP_FAULT_INTERVAL_NS ? shift_for(budget->faults) : 0;
		budget->interval_ns = now;
		budget->faults = 0;
		budget->stacks = 0;
	}
	budget->faults++;
	if (budget->stacks >= MP_FAULT_STACKS_A_INTERVAL && budget->shift < MP_FAULT_MAX_SHIFT) {
		budget->shift++;
		budget->stacks = 0;
	}
}

static __always_inline void begin_block(struct mp_faults *faults, __u32 shift)
{
	__u32 size = 1U << (shift & 31);

	faults->block_left = size;
	faults->chosen_left = 1 + (bpf_get_prandom_u32() & (size - 1));
	faults->waiting = 0;
	faults->has_stack = 0;
}

static __always_inline void send_fault(void *ctx, struct task_struct *task, __u32 image,
				       struct mp_fault_account *account, struct mp_faults *faults,
				       __u32 type)
{
	__u32 zero = 0;
	struct scratch *scratch = bpf_map_lookup_elem(&fault_scratch, &zero);
	struct mp_stack_record *record;

	if (!scratch)
		return;
	record = &scratch->stack;
	record->type = type;
	record->tgid = task->tgid;
	record->tid = task->pid;
	record->image = image;
	record->account = account->id;
	record->sessions = account->sessions;
	record->faults = faults->waiting;
	record->earlier_faults = faults->owed;
	record->stack = faults->stack + 1;
	if (!emit_stack(ctx, record)) {
		count(account->sessions, MP_COUNT_FAULT_STACKS_RING_FULL, 1);
		return;
	}
	faults->stack++;
	faults->owed = 0;
	faults->waiting = 0;
	faults->has_stack = 1;
}

/* A session is about to begin: so far its threads have had these. */
static __always_inline void await_cut(struct task_struct *task, __u32 kind, __u64 counter)
{
	struct mp_fault_account *account = bpf_task_storage_get(&fault_accounts, task, 0, 0);

	if (account)
		account->kinds[kind].begin = counter;
}

static __always_inline int on_fault(void *ctx, __u32 kind)
{
	struct task_struct *task = bpf_get_current_task_btf();
	struct mp_target *target = target_of(task);
	struct fault_counters counters = {{task->min_flt, task->maj_flt}};
	__u64 counter = counters.kinds[kind];
	__u64 now = bpf_ktime_get_ns();
	__u32 zero = 0;
	struct mp_fault_account *account;
	struct fault_budget *budget;
	struct mp_faults *faults;
	struct mp_wants wants;

	if (!target)
		return 0;
	wants_at(target, now, &wants);
	if (!wants.page_faults) {
		if (target->wants.page_faults)
			await_cut(task, kind, counter);
		return 0;
	}
	counters.kinds[kind]--; /* the kernel has counted this one already */
	account = fault_account_of(task, &wants, &counters);
	budget = bpf_map_lookup_elem(&fault_budgets, &zero);
	if (!account || !budget) {
		count(wants.page_faults, MP_COUNT_FAULTS_REFUSED, 1);
		return 0;
	}
	faults = &account->kinds[kind];
	faults->total = counter - faults->begin;
	spend_fault(budget, now);
	if (!faults->block_left)
		begin_block(faults, budget->shift);
	if (faults->has_stack)
		faults->owed++;
	else
		faults->waiting++;
	if (faults->block_left == faults->chosen_left) {
		budget->stacks++;
		send_fault(ctx, task, target->image, account, faults,
			   kind == MP_FAULT_MAJOR ? MP_RECORD_MAJOR_FAULT : MP_RECORD_MINOR_FAULT);
	}
	faults->block_left--;
	return 0;
}

SEC("perf_event")
int on_minor_fault(struct perf_event_context *ctx)
{
	return on_fault(ctx, MP_FAULT_MINOR);
}

SEC("perf_event")
int on_major_fault(struct perf_event_context *ctx)
{
	return on_fault(ctx, MP_FAULT_MAJOR);
}

/* The kernel frees the account with the thread. Called where the thread ends; the few faults that
 * it may still have on its way out are not counted. */
static __always_inline void retire_faults(struct task_struct *task)
{
	struct mp_fault_account *account = bpf_task_storage_get(&fault_accounts, task, 0, 0);

	if (!account)
		return;
	account->ended = 1;
	hand_over_faults(account, task);
}

/* Before the cut, for threads of which no session has counted faults so far. */
SEC("iter/task")
int open_fault_accounts(struct bpf_iter__task *ctx)
{
	struct task_struct *task = ctx->task;
	struct mp_target *target = task ? target_of(task) : 0;
	struct fault_counters counters;

	if (!target || task->exit_state || !target->wants.page_faults ||
	    target->earlier.page_faults)
		return 0;
	counters.kinds[MP_FAULT_MINOR] = task->min_flt;
	counters.kinds[MP_FAULT_MAJOR] = task->maj_flt;
	create_fault_account(task, &target->wants, &counters);
	return 0;
}

SEC("iter/task")
int read_fault_accounts(struct bpf_iter__task *ctx)
{
	struct task_struct *task = ctx->task;
	struct mp_fault_account *account;
	struct mp_faults_record record;

	if (!task || !target_of(task))
		return 0;
	account = bpf_task_storage_get(&fault_accounts, task, 0, 0);
	if (!account || account->ended)
		return 0;
	describe_faults(&record, task, account);
	bpf_seq_write(ctx->meta->seq, &record, sizeof(record));
	return 0;
}

#endif
