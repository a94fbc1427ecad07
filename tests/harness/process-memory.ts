import { closeSync, openSync, readFileSync, readSync } from 'node:fs';

const CHUNK_BYTES = 1 << 20;

/**
 * Names of the memory areas of a process that hold one of these texts. Everything that may be read is looked at, also
 * what the process has freed.
 */
export function areasHolding(pid: number, needles: readonly Buffer[]): string[] {
  const memory = openSync(`/proc/${pid}/mem`, 'r');
  try {
    return readableAreas(pid).flatMap((area) => (holds(memory, area, needles) ? [area.name] : []));
  } finally {
    closeSync(memory);
  }
}

interface Area {
  readonly from: number;
  readonly to: number;
  readonly name: string;
}

function readableAreas(pid: number): Area[] {
  const lines = readFileSync(`/proc/${pid}/maps`, 'utf8').split('\n');
  return lines.flatMap((line) => {
    const [, from = '', to = '', rights = '', name = ''] =
      /^([0-9a-f]+)-([0-9a-f]+) (\S+) \S+ \S+ \d+\s*(.*)$/.exec(line) ?? [];
    // The kernel's own pages, above what a file offset in JavaScript can be.
    if (!rights.startsWith('r') || name.startsWith('[v')) return [];
    return [{ from: parseInt(from, 16), to: parseInt(to, 16), name: name || `anonymous at ${from}` }];
  });
}

function holds(memory: number, { from, to }: Area, needles: readonly Buffer[]): boolean {
  const longest = Math.max(...needles.map(({ length }) => length));
  const chunk = Buffer.alloc(CHUNK_BYTES + longest);
  for (let at = from; at < to; at += CHUNK_BYTES) {
    const wanted = Math.min(chunk.length, to - at);
    let read: number;
    try {
      read = readSync(memory, chunk, 0, wanted, at);
    } catch {
      continue; // of a file that has become shorter, or of a device
    }
    const seen = chunk.subarray(0, read);
    if (needles.some((needle) => seen.includes(needle))) return true;
  }
  return false;
}
