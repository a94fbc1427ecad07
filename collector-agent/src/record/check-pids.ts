import { REASONS } from '@meshprof/contracts';
import type { CliFailure } from '../cli/cli-failure.ts';
import { readProcText } from '../discovery/proc-file.ts';
import { readProcessStat } from '../discovery/process-facts.ts';

/** The first pid that cannot be recorded, as a failure; undefined if all can. */
export function checkPids(pids: readonly number[]): CliFailure | undefined {
  for (const pid of pids) {
    const failure = checkPid(pid);
    if (failure !== undefined) return failure;
  }
  return undefined;
}

function checkPid(pid: number): CliFailure | undefined {
  const stat = readProcessStat(pid);
  if (stat === undefined) return { exit: 'unknownPid', message: `no process with pid ${pid} is running` };
  const leader = threadGroupOf(pid);
  if (leader !== undefined && leader !== pid) {
    // /proc/TID exists for every thread, though no listing shows it.
    return { exit: 'unknownPid', message: `${pid} is a thread of process ${leader}; use --pid ${leader}` };
  }
  if (['Z', 'X', 'x'].includes(stat.state)) return { exit: 'exitedPid', message: `process ${pid} has already exited` };
  if (stat.isKernelThread) {
    return { exit: 'usage', message: `${pid} is a kernel thread. ${REASONS['kernel-thread'].remedy}` };
  }
  return undefined;
}

function threadGroupOf(pid: number): number | undefined {
  const status = readProcText(`/proc/${pid}/status`, 64 * 1024);
  const tgid = status.ok ? /^Tgid:\s*(\d+)$/m.exec(status.text)?.[1] : undefined;
  return tgid === undefined ? undefined : Number(tgid);
}
