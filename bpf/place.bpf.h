/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Where threads wait. A thread with the same user registers in the same system call has the same
 * stack, so an account holds the last places of its thread with exact sums, and only a wait in
 * another place needs a capture. Preemptions and throttling happen anywhere, so they never have a
 * place. Which of the waits without one are captured, and what those stand for, says sampling.h.
 */
#ifndef MESHPROF_PLACE_BPF_H
#define MESHPROF_PLACE_BPF_H

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct mp_rate);
} capture_rate SEC(".maps");

static __always_inline struct scratch *scratch_of_switch(void)
{
	__u32 zero = 0;

	return bpf_map_lookup_elem(&switch_scratch, &zero);
}

/* Sends what a place adds up to; `who`: tgid_and_tid(). Global as end_wait() is. */
__noinline int emit_wait(struct mp_account *account, struct mp_place *place, __u64 who, __u32 rate,
			 __u32 time_rate)
{
	struct scratch *scratch = scratch_of_switch();
	struct mp_wait_record *record;

	if (!scratch || !account || !place)
		return false;
	record = &scratch->wait;
	record->type = MP_RECORD_WAIT;
	record->tgid = who >> 32;
	record->tid = who;
	record->rate = rate;
	record->account = account->id;
	record->time_rate = time_rate;
	record->sessions = account->stack_sessions;
	record->place = *place;
	return emit(record, sizeof(*record));
}

static __always_inline void clear_sums(struct mp_place *place)
{
	place->switches = 0;
	place->wait_ns = 0;
	place->runnable_ns = 0;
}

static __always_inline bool capture(void *ctx, struct task_struct *task, struct mp_account *account,
				    __u32 type, __u32 stack)
{
	struct scratch *scratch = scratch_of_switch();
	struct mp_stack_record *record;

	if (!scratch)
		return false;
	record = &scratch->stack;
	record->type = type;
	record->tgid = task->tgid;
	record->tid = task->pid;
	record->image = account->image;
	record->account = account->id;
	record->sessions = account->stack_sessions;
	record->switches = 0;
	record->stack = stack;
	return emit_stack(ctx, record);
}

/* For a wait without a place: whether its stack is captured. The rate is kept for its end. */
__noinline int is_chosen(struct mp_account *account, __u64 now)
{
	__u32 zero = 0;
	struct mp_rate *rate = bpf_map_lookup_elem(&capture_rate, &zero);
	__u32 quota = captures_per_period;

	if (!account || !quota || !rate)
		return false;
	account->rate = mp_rate_now(rate, now, quota);
	if (!mp_is_chosen(account->rate, bpf_get_prandom_u32()))
		return false;
	rate->captures++;
	return true;
}

static __always_inline __u32 wait_without_place(struct mp_account *account, __u8 class, __u32 stack)
{
	struct mp_place *place = &account->places[MP_PLACE_NONE];

	clear_sums(place);
	place->wait_class = class;
	place->stack = stack;
	return MP_PLACE_NONE;
}

/* Sends a wait without a place, if its stack was captured when it began. */
static __always_inline void send_wait(struct mp_account *account, struct task_struct *task,
				      __u32 time_rate)
{
	struct mp_place *place = &account->places[MP_PLACE_NONE];

	if (place->stack &&
	    !emit_wait(account, place, tgid_and_tid(task), account->rate, time_rate))
		count(account->sessions, MP_COUNT_SWITCHES_RING_FULL, 1);
	place->stack = 0;
}

/* At the end of any wait that no event told of: its thread is elsewhere by now. */
static __always_inline void finish_missed_wait(struct mp_account *account, struct task_struct *task)
{
	if (account->place == MP_PLACE_NONE)
		send_wait(account, task, account->rate);
}

static __always_inline bool is_place(const struct mp_place *place, const struct kernel_entry *entry,
				     __u64 call)
{
	return place->sp == entry->sp && place->ip == entry->ip && place->bp == entry->bp &&
	       place->call == call && place->stack;
}

/* MP_PLACE_NONE if the account does not hold it. Global, so that the verifier looks at the loop
 * once and goes on with one unknown index instead of a way for each. */
__noinline int find_other_place(struct mp_account *account, struct kernel_entry *entry, __u64 call)
{
	if (!account || !entry)
		return MP_PLACE_NONE;
	for (__u32 i = MP_PLACE_BLOCKED; i < MP_PLACES; i++) {
		if (is_place(&account->places[i], entry, call))
			return i;
	}
	return MP_PLACE_NONE;
}

/* A call and its return take longer than the comparison, which nearly always finds it. */
static __always_inline __u32 find_place(struct mp_account *account, struct kernel_entry *entry,
					__u64 call)
{
	__u32 last = account->last_place;

	if (is_place(place_at(account, last), entry, call))
		return last;
	return find_other_place(account, entry, call);
}

/* The row that has been in the account longest, emptied; `who`: tgid_and_tid(). Global as
 * end_wait() is. */
__noinline int make_room(struct mp_account *account, __u64 who)
{
	struct mp_place *place;
	__u32 index;

	if (!account)
		return MP_PLACE_NONE;
	index = account->next_place;
	if (index < MP_PLACE_BLOCKED || index >= MP_PLACES)
		index = MP_PLACE_BLOCKED;
	account->next_place = index + 1;
	place = place_at(account, index);
	if (place->stack && place->switches &&
	    !emit_wait(account, place, who, MP_RATE_ALL, MP_RATE_ALL))
		count(account->sessions, MP_COUNT_SWITCHES_RING_FULL, place->switches);
	clear_sums(place);
	return index;
}

/* That the same registers mean the same stack is an assumption, so now and then it is looked at. */
static __always_inline bool is_key_check_due(struct mp_account *account)
{
	if (account->hits_to_check > 1) {
		account->hits_to_check--;
		return false;
	}
	account->hits_to_check = next_key_check();
	return true;
}

/* Since 6.18 the kernel stops each thread of a cgroup without quota by itself, on its way back to
 * user mode. */
static __always_inline bool is_throttled(struct task_struct *task)
{
	return bpf_core_field_exists(task->throttled) && task->throttled;
}

/* A wait that begins. */
struct wait {
	struct kernel_entry entry;
	__u64 call;
	bool has_place; /* in principle */
	__u8 class;
};

static __always_inline void describe_wait(struct wait *wait, struct mp_account *account,
					  struct task_struct *task, bool runnable, __u32 state)
{
	wait->has_place = !runnable;
	if (runnable) {
		wait->class = is_throttled(task) ? MP_WAIT_THROTTLED : MP_WAIT_PREEMPTED;
		return;
	}
	read_kernel_entry(task, &wait->entry);
	wait->class = wait_class(task, &wait->entry, state);
	wait->call = (__u64)wait->entry.syscall << 32 | (__u64)(account->image & 0xffffff) << 8 |
		     wait->class;
}

static __always_inline void add_place(struct mp_account *account, struct task_struct *task,
				      const struct wait *wait, __u32 stack)
{
	__u32 index = make_room(account, tgid_and_tid(task));
	struct mp_place *place = place_at(account, index);

	place->ip = wait->entry.ip;
	place->sp = wait->entry.sp;
	place->bp = wait->entry.bp;
	place->call = wait->call;
	place->wait_class = wait->class;
	place->stack = stack;
	account->last_place = index;
}

/*
 * The place of a wait that begins. In a place that the account holds nothing is to be done but a
 * check at times. Otherwise the wait may be captured. If all such waits are, the sums of its place
 * begin with this one; else this one stands for others, and the place, exact from now on, begins
 * empty. The capture is one call for all cases: so all stacks begin with the same addresses.
 */
static __always_inline __u32 place_of(void *ctx, struct mp_account *account,
				      struct task_struct *task, struct wait *wait, __u64 now)
{
	__u32 index = MP_PLACE_NONE;
	__u32 stack = account->stacks + 1;
	bool is_wanted;

	if (!account->stack_sessions)
		return wait_without_place(account, wait->class, 0);
	if (wait->has_place)
		index = find_place(account, &wait->entry, wait->call);
	if (index == MP_PLACE_NONE) {
		is_wanted = is_chosen(account, now);
	} else {
		account->last_place = index;
		stack = place_at(account, index)->stack;
		is_wanted = is_key_check_due(account);
	}
	if (is_wanted &&
	    !capture(ctx, task, account,
		     index == MP_PLACE_NONE ? MP_RECORD_WAIT_STACK : MP_RECORD_KEY_CHECK, stack)) {
		is_wanted = false;
		if (index == MP_PLACE_NONE)
			count(account->sessions, MP_COUNT_SWITCHES_RING_FULL, 1);
	}
	if (index != MP_PLACE_NONE)
		return index;
	if (!is_wanted)
		return wait_without_place(account, wait->class, 0);
	account->stacks = stack;
	if (wait->has_place) {
		add_place(account, task, wait, stack);
		if (account->rate == MP_RATE_ALL)
			return account->last_place;
	}
	return wait_without_place(account, wait->class, stack);
}

#endif
