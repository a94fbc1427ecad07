/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a stack record holds beside its head: registers, the two chains, stack memory. User space
 * completes the stack from them, so nothing here needs to know how a binary unwinds.
 */
#ifndef MESHPROF_STACK_RECORD_BPF_H
#define MESHPROF_STACK_RECORD_BPF_H

/* Chunks that a slice can have: whole pages and a part of one at each end. */
#define MP_SLICE_CHUNKS (MP_MAX_SLICE_BYTES / MP_PAGE_BYTES + 1)

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, MP_MAX_TARGETS);
	__type(key, __u32);
	__type(value, struct mp_slice_limit);
} slice_limits SEC(".maps");

/*
 * The registers with which the thread entered the kernel. That also holds for a tick that
 * interrupted user mode: on x86-64 interrupts from there save them in the same place, with orig_ax
 * -1 (arch/x86/entry/entry_64.S, idtentry_body and error_entry).
 */
static __always_inline void read_registers(struct task_struct *task, struct mp_stack_record *record)
{
	struct pt_regs *regs = user_registers(task);

	record->at_ns = bpf_ktime_get_ns();
	record->registers.ip = READ_REGISTER(regs, ip);
	record->registers.sp = READ_REGISTER(regs, sp);
	record->registers.bp = READ_REGISTER(regs, bp);
	record->registers.bx = READ_REGISTER(regs, bx);
	record->registers.ax = READ_REGISTER(regs, ax);
	record->registers.cx = READ_REGISTER(regs, cx);
	record->registers.dx = READ_REGISTER(regs, dx);
	record->registers.si = READ_REGISTER(regs, si);
	record->registers.di = READ_REGISTER(regs, di);
	record->registers.r8 = READ_REGISTER(regs, r8);
	record->registers.r9 = READ_REGISTER(regs, r9);
	record->registers.r10 = READ_REGISTER(regs, r10);
	record->registers.r11 = READ_REGISTER(regs, r11);
	record->registers.r12 = READ_REGISTER(regs, r12);
	record->registers.r13 = READ_REGISTER(regs, r13);
	record->registers.r14 = READ_REGISTER(regs, r14);
	record->registers.r15 = READ_REGISTER(regs, r15);
	record->flags = record->registers.ip && (long)READ_REGISTER(regs, orig_ax) >= 0
				? MP_STACK_IN_SYSCALL
				: 0;
}

/* What a slice may take of the ring buffer. Where user space is late the rest is kept for more
 * stacks: 4 KiB complete almost all of Envoy's and nginx's, 1 KiB those of waits. */
static __always_inline __u32 slice_share(void)
{
	__u64 size = bpf_ringbuf_query(&records, BPF_RB_RING_SIZE);
	__u64 used = bpf_ringbuf_query(&records, BPF_RB_AVAIL_DATA);

	if (used < size / 2)
		return MP_MAX_SLICE_BYTES;
	return used < size / 4 * 3 ? MP_PAGE_BYTES : MP_PAGE_BYTES / 4;
}

static __always_inline __u32 wanted_slice(const struct mp_stack_record *record)
{
	__u32 tgid = record->tgid;
	struct mp_slice_limit *limit = bpf_map_lookup_elem(&slice_limits, &tgid);

	/* A worker of the kernel has no stack in user space. */
	if (!record->registers.ip)
		return 0;
	if (!limit || limit->image != record->image)
		return MP_DEFAULT_SLICE_BYTES;
	return limit->bytes < MP_MAX_SLICE_BYTES ? limit->bytes : MP_MAX_SLICE_BYTES;
}

static __always_inline __u32 slice_bytes(const struct mp_stack_record *record)
{
	__u32 bytes = record->slice_bytes;

	return bytes <= MP_MAX_SLICE_BYTES ? bytes : 0;
}

/* The slice's bytes in [from, from + size); false if they are not all there. */
static __always_inline bool read_chunk(struct task_struct *task, void *to, __u32 size, __u64 from,
				       bool is_current)
{
	if (is_current)
		return bpf_probe_read_user(to, size, (void *)from) == 0;
	return bpf_copy_from_user_task(to, size, (void *)from, task, 0) == 0;
}

static __always_inline __u32 slice_limit(const struct mp_stack_record *record)
{
	__u32 limit = wanted_slice(record);
	__u32 share = slice_share();

	return limit < share ? limit : share;
}

/*
 * Adds the next part of the slice, which stands behind `frame_bytes` of addresses: to the end of a
 * page, because a copy that meets a missing page gives nothing. What has been read is counted in
 * the record itself: of memory the verifier assumes nothing. False at the end.
 */
static __always_inline bool add_chunk(struct task_struct *task, struct mp_stack_record *record,
				      __u64 frame_bytes, __u32 limit, bool is_current)
{
	void *slice = (void *)record->addresses + frame_bytes;
	volatile __u32 *filled = &record->slice_bytes;
	__u32 offset = *filled;
	__u64 from = record->registers.sp + offset;
	__u32 size = MP_PAGE_BYTES - (from & (MP_PAGE_BYTES - 1));

	if (offset >= limit || offset > MP_MAX_SLICE_BYTES - MP_PAGE_BYTES)
		return false;
	if (size > limit - offset)
		size = limit - offset;
	/* The compiler has proved it; the verifier needs it said. */
	barrier_var(size);
	if (size > MP_PAGE_BYTES || !read_chunk(task, slice + offset, size, from, is_current))
		return false;
	*filled = offset + size;
	return true;
}

/* The same for the running thread. Global, so that the verifier looks at it once and not for each
 * part; `scratch` holds the record, in a type of known size. */
__noinline int add_own_chunk(struct scratch *scratch, __u64 frame_bytes, __u32 limit)
{
	if (!scratch || frame_bytes > 2 * MP_STACK_BYTES)
		return false;
	return add_chunk(bpf_get_current_task_btf(), &scratch->stack, frame_bytes, limit, true);
}

/*
 * Adds the slice to the record of the running thread, behind its addresses, and sends it. Where the
 * ring buffer has no room for the slice the chains are better than nothing. Global for the same
 * reason.
 */
__noinline int emit_with_slice(struct scratch *scratch, __u64 frame_bytes)
{
	struct mp_stack_record *record;
	__u32 limit;
	__u64 size;

	if (!scratch || frame_bytes > 2 * MP_STACK_BYTES)
		return false;
	record = &scratch->stack;
	size = sizeof(*record) + frame_bytes;
	limit = slice_limit(record);
	record->slice_bytes = 0;
	for (int i = 0; i < MP_SLICE_CHUNKS; i++) {
		if (!add_own_chunk(scratch, frame_bytes, limit))
			break;
	}
	if (emit(record, size + slice_bytes(record)))
		return true;
	record->slice_bytes = 0;
	record->flags |= MP_STACK_SLICE_DROPPED;
	return emit(record, size);
}

/* Global as well. */
__noinline int read_own_registers(struct scratch *scratch)
{
	if (scratch)
		read_registers(bpf_get_current_task_btf(), &scratch->stack);
	return 0;
}

/*
 * Fills in and sends the stack of the running thread, as the program's context shows it. A chain
 * that the kernel refuses (no user space, page not present) has no frames.
 */
static __always_inline bool emit_stack(void *ctx, struct mp_stack_record *record)
{
	void *addresses = record->addresses;
	long user = bpf_get_stack(ctx, addresses, MP_STACK_BYTES, BPF_F_USER_STACK);
	long kernel;

	if (user < 0 || user > MP_STACK_BYTES)
		user = 0;
	kernel = bpf_get_stack(ctx, addresses + user, MP_STACK_BYTES, 0);
	if (kernel < 0 || kernel > MP_STACK_BYTES)
		kernel = 0;
	record->user_frames = (__u64)user / 8;
	record->kernel_frames = (__u64)kernel / 8;
	read_own_registers((struct scratch *)record);
	return emit_with_slice((struct scratch *)record, user + kernel);
}

#endif
