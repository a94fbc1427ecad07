import { readdirSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { readProcText } from '../discovery/proc-file.ts';

/** What /proc says of a process at one moment; counters grow with its life. */
export interface ProcReading {
  readonly startTimeTicks: string;
  readonly cpuMs: number;
  readonly threads: number;
  readonly memoryMiB: number;
  /** By thread id; absent if not asked for, or if there are too many. */
  readonly schedule?: ReadonlyMap<number, ThreadSchedule>;
}

export interface ThreadSchedule {
  readonly runNs: number;
  readonly waitNs: number;
}

/** USER_HZ, which the kernel promises to user space on every architecture that we run on. */
const TICK_MS = 10;
const MAX_STAT_BYTES = 4_096;
const MAX_STATM_BYTES = 256;

/** Undefined if the process has ended. `maxThreads`: 0 leaves the schedule out. */
export function readProcess(pid: number, maxThreads: number): ProcReading | undefined {
  const stat = readProcText(`/proc/${pid}/stat`, MAX_STAT_BYTES);
  const statm = readProcText(`/proc/${pid}/statm`, MAX_STATM_BYTES);
  if (!stat.ok || !statm.ok) return undefined;
  // The name may hold spaces and parentheses: it ends with the last one. The first field after it is number 3.
  const fields = stat.text.slice(stat.text.lastIndexOf(')') + 2).split(' ');
  const field = (number: number): string => fields[number - 3] ?? '';
  const threads = Number(field(20));
  const schedule = threads <= maxThreads ? readSchedule(pid) : undefined;
  return {
    startTimeTicks: field(22),
    cpuMs: (Number(field(14)) + Number(field(15))) * TICK_MS,
    threads,
    memoryMiB: (Number(statm.text.split(' ')[1]) * pageBytes()) / 2 ** 20,
    ...(schedule !== undefined && { schedule }),
  };
}

/** /proc/PID/schedstat is of the first thread alone. */
function readSchedule(pid: number): Map<number, ThreadSchedule> | undefined {
  try {
    const schedule = new Map<number, ThreadSchedule>();
    for (const tid of readdirSync(`/proc/${pid}/task`)) {
      const text = readProcText(`/proc/${pid}/task/${tid}/schedstat`, MAX_STATM_BYTES);
      if (!text.ok) continue;
      const [runNs, waitNs] = text.text.split(' ').map(Number);
      schedule.set(Number(tid), { runNs: runNs ?? 0, waitNs: waitNs ?? 0 });
    }
    return schedule;
  } catch {
    return undefined;
  }
}

/** Load average of one minute for each CPU. */
export function readLoadPerCpu(): number {
  const text = readProcText('/proc/loadavg', MAX_STATM_BYTES);
  return text.ok ? Number(text.text.split(' ')[0]) / availableParallelism() : Number.NaN;
}

let knownPageBytes: number | undefined;

/** statm counts pages, whose size Node does not tell; the kernel does, of each mapping. */
function pageBytes(): number {
  return (knownPageBytes ??= readPageBytes());
}

function readPageBytes(): number {
  const found = /^KernelPageSize:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/smaps', 'utf8'));
  return Number(found?.[1] ?? 4) * 1024;
}
