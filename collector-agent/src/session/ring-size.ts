/** A stack record with the largest slice of user stack that the kernel side copies (bpf/meshprof.h). */
const LARGEST_RECORD_BYTES = 18 * 1024;
const SMALLEST_RING_BYTES = 4 * 1024 * 1024;
const LARGEST_RING_BYTES = 32 * 1024 * 1024;

/**
 * Bytes of a session's ring buffer: room for a second of clock samples of all CPUs at their largest, five times what
 * comes between two drains; the waits, whose captures the kernel side limits, share it. A ring counts twice in the
 * resident memory of its reader, which maps it twice over, so it is no larger than it needs to be.
 */
export function ringBytesFor(
  { events, frequencyHz }: { events: readonly string[]; frequencyHz: number },
  cpus: number
): number {
  const perSecond = events.includes('on-cpu') ? frequencyHz * cpus * LARGEST_RECORD_BYTES : 0;
  const wanted = Math.min(LARGEST_RING_BYTES, Math.max(SMALLEST_RING_BYTES, perSecond));
  // The kernel takes powers of two.
  return 2 ** Math.ceil(Math.log2(wanted));
}
