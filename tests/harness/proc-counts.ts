import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

/** The kernel's own account of one thread. */
export interface KernelCounts {
  /** Voluntary and involuntary context switches. */
  readonly switches: number;
  /** Time on a CPU, from schedstat. */
  readonly onCpuNs: number;
}

const numberAfter = (text: string, key: string) => Number(new RegExp(`^${key}:\\s+(\\d+)`, 'm').exec(text)?.[1]);

/** By thread id. */
export function kernelCounts(pid: number): Map<number, KernelCounts> {
  const tids = readdirSync(`/proc/${pid}/task`).map(Number);
  return new Map(
    tids.map((tid) => {
      const status = readFileSync(`/proc/${pid}/task/${tid}/status`, 'utf8');
      const schedstat = readFileSync(`/proc/${pid}/task/${tid}/schedstat`, 'utf8');
      const switches =
        numberAfter(status, 'voluntary_ctxt_switches') + numberAfter(status, 'nonvoluntary_ctxt_switches');
      return [tid, { switches, onCpuNs: Number(schedstat.split(' ')[0]) }];
    })
  );
}

/** True when every thread is stopped by a signal. */
export function isStopped(pid: number): boolean {
  return readdirSync(`/proc/${pid}/task`).every((tid) =>
    /^State:\s+T/m.test(readFileSync(`/proc/${pid}/task/${tid}/status`, 'utf8'))
  );
}

/** True while the process holds kernel sampling: a perf event or a BPF link. */
export function holdsKernelEvents(pid: number): boolean {
  try {
    return readdirSync(`/proc/${pid}/fd`).some((fd) => {
      try {
        return /bpf_link|bpf-link|perf_event/.test(readlinkSync(`/proc/${pid}/fd/${fd}`));
      } catch {
        return false;
      }
    });
  } catch {
    return false;
  }
}

/** Time the hypervisor gave to others, all CPUs together. */
export function stolenNs(): number {
  const ticks = Number(/^cpu\s+(.*)$/m.exec(readFileSync('/proc/stat', 'utf8'))?.[1]?.split(/\s+/)[7] ?? 0);
  return ticks * 10_000_000;
}
