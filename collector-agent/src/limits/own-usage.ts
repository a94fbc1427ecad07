import { readProcText } from '../discovery/proc-file.ts';

/** What this process and the helpers that it started take. */
export interface Usage {
  /** Since each of them began; helpers that have ended do not count any more. */
  readonly cpuMs: number;
  readonly rssBytes: number;
}

/** USER_HZ, which Linux fixes for all architectures we run on. */
const MS_A_TICK = 10;
const PAGE_BYTES = 4_096;

export function ownUsage(): Usage {
  const { user, system } = process.cpuUsage();
  const own: Usage = { cpuMs: (user + system) / 1_000, rssBytes: process.memoryUsage.rss() };
  return helperPids().map(usageOf).reduce(sumOf, own);
}

/** Helpers are started by the main thread. A kernel without CONFIG_PROC_CHILDREN shows none; they have their own limits. */
function helperPids(): number[] {
  const children = readProcText(`/proc/self/task/${process.pid}/children`, 4_096);
  return children.ok ? children.text.split(' ').filter(Boolean).map(Number) : [];
}

function usageOf(pid: number): Usage {
  const stat = readProcText(`/proc/${pid}/stat`, 4_096);
  if (!stat.ok) return { cpuMs: 0, rssBytes: 0 };
  // proc_pid_stat(5): the name may hold anything; field 3 follows its last parenthesis.
  const fields = stat.text
    .slice(stat.text.lastIndexOf(')') + 2)
    .split(' ')
    .map(Number);
  const [userTicks = 0, systemTicks = 0, rssPages = 0] = [fields[11], fields[12], fields[21]];
  return { cpuMs: (userTicks + systemTicks) * MS_A_TICK, rssBytes: rssPages * PAGE_BYTES };
}

function sumOf(a: Usage, b: Usage): Usage {
  return { cpuMs: a.cpuMs + b.cpuMs, rssBytes: a.rssBytes + b.rssBytes };
}
