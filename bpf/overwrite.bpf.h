/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Records hold what targets have on their stacks, and the ring keeps what has been read until
 * something else is written there. User space cannot: its view of the records is read-only.
 */
#ifndef MESHPROF_OVERWRITE_BPF_H
#define MESHPROF_OVERWRITE_BPF_H

/* Writes a number of records of zeros that nobody is shown. Returns how many the ring took. */
SEC("syscall")
int overwrite_records(struct mp_overwrite *order)
{
	__u32 chunks = order->chunks;

	for (__u32 i = 0; i < MP_OVERWRITE_CHUNKS; i++) {
		void *chunk;

		if (i >= chunks)
			return i;
		chunk = bpf_ringbuf_reserve(&records, MP_OVERWRITE_BYTES, 0);
		if (!chunk)
			return i;
		/* A copy from nowhere fails, and leaves zeros where it was to go. */
		bpf_probe_read_kernel(chunk, MP_OVERWRITE_BYTES, 0);
		bpf_ringbuf_discard(chunk, BPF_RB_NO_WAKEUP);
	}
	return MP_OVERWRITE_CHUNKS;
}

#endif
