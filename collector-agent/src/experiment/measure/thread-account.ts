import { readdirSync } from 'node:fs';
import { readProcText } from '../../discovery/proc-file.ts';
import { readProcess } from '../../triggers/proc-readings.ts';

const MAX_FILE_BYTES = 4_096;
/** `/proc/PID/stat` counts in ticks of 10 ms, of user and of kernel time: so much may its difference be off. */
const STAT_MAY_BE_OFF_NS = 30e6;

interface ThreadCounts {
  readonly runNs: number;
  readonly switches: number;
}

interface FollowedThread {
  readonly first: ThreadCounts;
  last: ThreadCounts;
}

export interface ThreadTotals {
  readonly cpuNs: number;
  readonly switches: number;
}

/**
 * CPU time and switches of a process between two moments. The scheduler's own account of each thread (schedstat) is
 * exact to the nanosecond, but for what a thread that runs right now has had since the last timer interrupt (4 ms at
 * most), and it ends with the thread. The process's account (stat) holds ended threads too, in ticks of 10 ms. So
 * threads are followed by schedstat, looked at every second; where stat knows of more than that, threads came and went
 * between two looks, and stat's figure is taken. A cgroup's `cpu.stat` would count the sidecar's other processes too.
 */
export class ThreadAccount {
  readonly #pid: number;
  readonly #threads = new Map<string, FollowedThread>();
  readonly #startMs: number;

  /** Undefined if the process is not there. */
  static open(pid: number): ThreadAccount | undefined {
    const process = readProcess(pid, 0);
    if (process === undefined) return undefined;
    return new ThreadAccount(pid, process.cpuMs);
  }

  private constructor(pid: number, startMs: number) {
    this.#pid = pid;
    this.#startMs = startMs;
    for (const [key, counts] of readThreads(pid)) this.#threads.set(key, { first: counts, last: counts });
  }

  /** Follows on; a thread that is new has all its counts from here. */
  look(): void {
    for (const [key, counts] of readThreads(this.#pid)) {
      const thread = this.#threads.get(key);
      if (thread === undefined) this.#threads.set(key, { first: { runNs: 0, switches: 0 }, last: counts });
      else thread.last = counts;
    }
  }

  /** Since the start; undefined if the process is gone. */
  totals(): ThreadTotals | undefined {
    const process = readProcess(this.#pid, 0);
    if (process === undefined) return undefined;
    this.look();
    let [runNs, switches] = [0, 0];
    for (const { first, last } of this.#threads.values()) {
      runNs += last.runNs - first.runNs;
      switches += last.switches - first.switches;
    }
    const processNs = (process.cpuMs - this.#startMs) * 1e6;
    return { cpuNs: processNs - runNs > STAT_MAY_BE_OFF_NS ? processNs : runNs, switches };
  }
}

/** CPU time of a process's present threads since their start; undefined if it is gone. */
export function readCpuNs(pid: number): number | undefined {
  const threads = readThreads(pid);
  if (threads.size === 0) return undefined;
  return [...threads.values()].reduce((sum, { runNs }) => sum + runNs, 0);
}

/** By thread id and start: the kernel gives the ids of ended threads away again. */
function readThreads(pid: number): Map<string, ThreadCounts> {
  const threads = new Map<string, ThreadCounts>();
  for (const tid of threadIds(pid)) {
    const folder = `/proc/${pid}/task/${tid}`;
    const [stat, schedstat, status] = ['stat', 'schedstat', 'status'].map((name) =>
      readProcText(`${folder}/${name}`, MAX_FILE_BYTES)
    );
    // It ended between two reads: what it did is in the process's account.
    if (!stat?.ok || !schedstat?.ok || !status?.ok) continue;
    // The name may hold spaces and parentheses: it ends with the last one. The first field after it is number 3.
    const start = stat.text.slice(stat.text.lastIndexOf(')') + 2).split(' ')[22 - 3];
    const counts = [...status.text.matchAll(/^(?:non)?voluntary_ctxt_switches:\s+(\d+)$/gm)];
    const switches = counts.reduce((sum, [, count]) => sum + Number(count), 0);
    threads.set(`${tid}:${start}`, { runNs: Number(schedstat.text.split(' ')[0]), switches });
  }
  return threads;
}

function threadIds(pid: number): string[] {
  try {
    return readdirSync(`/proc/${pid}/task`);
  } catch {
    return [];
  }
}
