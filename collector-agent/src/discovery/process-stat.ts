/** The fields of `/proc/PID/stat` that discovery needs; proc_pid_stat(5) numbers them. */
export interface ProcessStat {
  readonly pid: number;
  /** Kernel's name of the main thread, at most 15 bytes, chosen by the process. */
  readonly comm: string;
  /** One letter: R, S, D, T, Z, X, … */
  readonly state: string;
  readonly parentPid: number;
  readonly isKernelThread: boolean;
  readonly threads: number;
  /** Clock ticks after boot; with the pid it names a process for good. */
  readonly startTimeTicks: string;
}

/** PF_KTHREAD of the kernel's include/linux/sched.h: the only sure sign of a kernel thread. */
const KERNEL_THREAD_FLAG = 0x0020_0000;

/** Undefined for text that is not a stat line. The name may hold spaces and parentheses: its end is the last `)`. */
export function parseProcessStat(text: string): ProcessStat | undefined {
  const open = text.indexOf('(');
  const close = text.lastIndexOf(')');
  if (open < 0 || close < open) return undefined;
  const fields = text
    .slice(close + 1)
    .trim()
    .split(/\s+/);
  // fields[0] is field 3 (state) of the manual page.
  const field = (number: number): string => fields[number - 3] ?? '';
  const pid = Number(text.slice(0, open).trim());
  const startTimeTicks = field(22);
  if (!Number.isInteger(pid) || pid < 1 || !/^\d+$/.test(startTimeTicks)) return undefined;
  return {
    pid,
    comm: text.slice(open + 1, close),
    state: field(3),
    parentPid: Number(field(4)),
    isKernelThread: (Number(field(9)) & KERNEL_THREAD_FLAG) !== 0,
    threads: Math.max(0, Number(field(20)) || 0),
    startTimeTicks,
  };
}
