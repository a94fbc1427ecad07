import { readdirSync } from 'node:fs';
import { bpfMemoryOfTree, costOf, descendantsOf } from '../../harness/process-tree.ts';

/** What processes hold together. */
export interface Usage {
  readonly residentBytes: number;
  readonly descriptors: number;
  readonly threads: number;
  readonly processes: number;
  /** Of BPF maps and programs. */
  readonly bpfBytes: number;
}

/** Of a process and those that it has started. */
export function usageOfTree(pid: number): Usage {
  return { ...usageOf([pid, ...descendantsOf(pid)]), bpfBytes: bpfMemoryOfTree(pid) };
}

/** Without BPF. */
export function usageOf(pids: readonly number[]): Usage {
  const total = (of: (pid: number) => number) => pids.reduce((sum, pid) => sum + of(pid), 0);
  return {
    residentBytes: total((pid) => costOf(pid).residentBytes),
    descriptors: total((pid) => entries(`/proc/${pid}/fd`)),
    threads: total((pid) => entries(`/proc/${pid}/task`)),
    processes: pids.length,
    bpfBytes: 0,
  };
}

/** 0 of a process that has ended meanwhile. */
function entries(folder: string): number {
  try {
    return readdirSync(folder).length;
  } catch {
    return 0;
  }
}
