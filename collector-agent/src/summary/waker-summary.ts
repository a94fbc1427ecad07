import { WAIT_CLASSES, WAKER_KINDS, type WakerSummary } from '@meshprof/contracts';
import type { WakerTotals } from '@meshprof/native';

/** Those with the most time first. */
export function summarizeWakers(rows: readonly WakerTotals[]): WakerSummary[] {
  const sums = new Map<string, WakerSummary>();
  for (const row of rows) {
    const waitClass = WAIT_CLASSES[row.waitClass]?.id ?? 'other';
    const kind = WAKER_KINDS[row.kind]?.id ?? 'unknown';
    const key = `${waitClass} ${kind} ${row.wakerTgid}`;
    const before = sums.get(key);
    // The threads of a process are asked for its name one by one: any that still lived knows it.
    const process = before?.process ?? (row.wakerProcess === '' ? undefined : row.wakerProcess);
    sums.set(key, {
      waitClass,
      kind,
      ...(row.wakerTgid !== 0 && { pid: row.wakerTgid }),
      ...(process !== undefined && { process }),
      waits: (before?.waits ?? 0) + Number(row.waits),
      timeNs: (before?.timeNs ?? 0) + Number(row.timeNs),
    });
  }
  return [...sums.values()].sort((a, b) => b.timeNs - a.timeNs);
}
