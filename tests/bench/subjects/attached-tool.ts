import { setTimeout as sleep } from 'node:timers/promises';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { type Child, startChild } from '../../../standalone/src/processes/child-process.ts';
import { bpftraceCommand } from '../anchors/bpftrace.ts';
import { errorText } from '../anchors/anchor.ts';
import { offcputimeProgram } from '../anchors/offcputime.ts';
import { perfProgram } from '../anchors/perf.ts';
import { holdsKernelEvents } from '../../harness/proc-counts.ts';
import { at } from '../../harness/project.ts';
import { waitFor } from '../../harness/wait-for.ts';

/** A profiler as a command that watches a process until it is interrupted: for what watching costs. */
export interface Tool {
  readonly name: string;
  readonly isOurs: boolean;
  /** `folder` is for its files. */
  readonly command: (pid: number, folder: string) => string[];
}

const meshprof = (title: string, options: readonly string[]): Tool => ({
  name: `meshprof, ${title}`,
  isOurs: true,
  command: (pid, folder) => [
    ...[process.execPath, at('collector-agent', 'bin', 'meshprof.mjs'), 'record', '--pid', String(pid)],
    ...['--duration', '10m', '--output', path.join(folder, 'p.otlp'), ...options],
  ],
});

export const ownTools = {
  totalsOnly: {
    name: 'meshprof, totals only',
    isOurs: true,
    command: (pid: number) => [process.execPath, at('tests', 'bench', 'watch-totals.ts'), String(pid)],
  },
  offCpu: meshprof('off CPU', ['--events', 'off-cpu']),
  onAndOffCpu: meshprof('on and off CPU at 99 Hz', ['--events', 'on-cpu,off-cpu']),
} as const satisfies Record<string, Tool>;

const perf = (title: string, options: readonly string[]): Tool => ({
  name: title,
  isOurs: false,
  command: (pid, folder) => [
    perfProgram() ?? 'perf',
    'record',
    ...options,
    '-p',
    String(pid),
    '-o',
    path.join(folder, 'd'),
  ],
});

export const anchorTools = {
  perfFramePointers: perf('perf record -g -F 99', ['-g', '-F', '99']),
  perfDwarf: perf('perf record --call-graph dwarf -F 99', ['--call-graph', 'dwarf', '-F', '99']),
  perfSwitches: perf('perf record -g -e sched:sched_switch', ['-g', '-e', 'sched:sched_switch']),
  offcputime: {
    name: "bcc's offcputime",
    isOurs: false,
    command: (pid: number) => [offcputimeProgram() ?? 'offcputime', '-p', String(pid), '600'],
  },
  bpftraceSwitches: {
    name: 'bpftrace, ustack at sched_switch',
    isOurs: false,
    command: (pid: number) =>
      bpftraceCommand(
        `tracepoint:sched:sched_switch /pid == ${pid}/ { @[kstack, ustack] = count(); } END { clear(@); }`
      ) ?? ['bpftrace'],
  },
} as const satisfies Record<string, Tool>;

export interface Attached {
  readonly pid: number;
  readonly stop: () => Promise<void>;
}

/** Symbol reading at the start of a session is no cost of what comes later. */
const SETTLE_MS = 1_000;
/** perf and bpftrace write and name what they have, which we do not read. */
const END_GRACE_MS = 3_000;

/** Starts a tool on a process and waits until it watches. Rejects with the tool's own words if it cannot. */
export async function attach(tool: Tool, pid: number, cpu?: number): Promise<Attached> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'meshprof-bench-tool-'));
  const command = [...(cpu === undefined ? [] : ['/usr/bin/taskset', '-c', String(cpu)]), ...tool.command(pid, folder)];
  const child: Child = startChild({
    program: tool.name,
    file: command[0]!,
    args: command.slice(1),
    stdout: 'keep-lines',
  });
  const stop = async () => {
    child.signal('SIGINT');
    await Promise.race([child.exited, sleep(END_GRACE_MS)]);
    await child.stop(0);
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await waitFor(
      async () => {
        if (child.hasExited()) throw new Error(errorText((await child.exited).lastLines.join('\n')));
        return (existsSync(`/proc/${child.pid}`) && holdsKernelEvents(child.pid!)) || undefined;
      },
      { what: tool.name, intervalMs: 20 }
    );
  } catch (error) {
    await stop();
    throw error;
  }
  await sleep(SETTLE_MS);
  return { pid: child.pid!, stop };
}
