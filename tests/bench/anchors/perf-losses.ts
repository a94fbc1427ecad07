import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { run } from '../../harness/run.ts';
import { errorText } from './anchor.ts';
import { perfProgram } from './perf.ts';

export interface PerfLosses {
  readonly samples: number;
  /** What the kernel says that it dropped because perf did not read in time. */
  readonly lost: number;
}

/** `perf report --stats`: `            SAMPLE events:        534` */
export function parsePerfStats(text: string): PerfLosses {
  const count = (kind: string) => Number(new RegExp(`^\\s*${kind} events:\\s+(\\d+)`, 'm').exec(text)?.[1] ?? 0);
  return { samples: count('SAMPLE'), lost: count('LOST') + count('LOST_SAMPLES') };
}

/** What perf keeps and loses of the same processes, for so long; or its error text. */
export async function perfLosses(
  pids: readonly number[],
  frequencyHz: number,
  work: () => Promise<unknown>
): Promise<PerfLosses | string> {
  const perf = perfProgram();
  if (perf === undefined) return 'not installed (Debian package linux-perf)';
  const folder = mkdtempSync(path.join(os.tmpdir(), 'meshprof-perf-'));
  const data = path.join(folder, 'data');
  try {
    const options = ['-g', '-e', 'cpu-clock', '-F', String(frequencyHz), '-p', pids.join(','), '-o', data];
    // perf follows threads that start later only if it was there before: it waits with the processes at their gate.
    const recording = run([perf, 'record', ...options, '--', 'sleep', '9']);
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    await work();
    const { code, stderr } = await recording;
    if (code !== 0) return errorText(stderr);
    return parsePerfStats((await run([perf, 'report', '-i', data, '--stats', '--stdio'])).stdout);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
