import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { SlotProfile } from '@meshprof/contracts';
import type { Summary } from '../../record/summary.ts';
import { fail, type Outcome } from '../drivers/outcome.ts';
import type { MeasuredWindow } from '../measure/measure-window.ts';
import type { ProfileOrder, ProfileOutcome } from '../run/run-tools.ts';
import { meshprofCommand } from './meshprof-command.ts';

export interface ProfilerParts {
  readonly pid: number;
  readonly measure: (durationMs: number, signal: AbortSignal) => Promise<Outcome<MeasuredWindow>>;
  /** Sends a recording with its labels; the sentence says what went wrong. Absent where there is no endpoint. */
  readonly send?: (otlp: Uint8Array, variant: string) => Promise<string | undefined>;
  readonly onNote: (sentence: string) => void;
}

/** Attaching, naming and writing take seconds on a busy machine. */
const RECORD_SLACK_MS = 120_000;

/**
 * Profiles one window with `meshprof record` in a process of its own: what it takes to attach and to name functions is
 * not the experiment's, and a crash of it costs one profile. CPU time and requests are of the same window, exactly.
 */
export async function takeSlotProfile(
  { pid, measure, send, onNote }: ProfilerParts,
  { durationMs, variant }: ProfileOrder,
  signal: AbortSignal
): Promise<ProfileOutcome> {
  const folder = mkdtempSync(path.join(tmpdir(), 'meshprof-slot-'));
  try {
    const file = { otlp: path.join(folder, 'slot.otlp'), summary: path.join(folder, 'summary.json') };
    const args = ['record', '--pid', String(pid), '--duration', `${Math.round(durationMs)}ms`];
    const stop = new AbortController();
    const anySignal = AbortSignal.any([signal, stop.signal]);
    const recording = runRecord(
      [...args, '--output', file.otlp, '--summary', file.summary],
      durationMs,
      anySignal,
      () =>
        // From when it is attached: before, there is nothing to compare it with.
        measure(durationMs, anySignal)
    );
    const { problem, window } = await recording;
    stop.abort();
    if (problem !== undefined) return { ok: false, detail: `The slot has no profile: ${problem}` };
    if (!window.ok) return { ok: false, detail: window.detail };
    const summary = JSON.parse(readFileSync(file.summary, 'utf8')) as Summary;
    const sendProblem = await send?.(readFileSync(file.otlp), variant);
    if (sendProblem !== undefined) onNote(`the profile of ${variant} was not sent: ${sendProblem}`);
    return { ok: true, profile: slotProfile(summary, window.value) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Recorded {
  readonly problem: string | undefined;
  readonly window: Outcome<MeasuredWindow>;
}

function runRecord(
  args: readonly string[],
  durationMs: number,
  signal: AbortSignal,
  measure: () => Promise<Outcome<MeasuredWindow>>
): Promise<Recorded> {
  const { file, args: before } = meshprofCommand();
  let window: Promise<Outcome<MeasuredWindow>> = Promise.resolve(
    fail('preflight-failed', 'The recording never began.')
  );
  return new Promise((resolve) => {
    const options = { signal, killSignal: 'SIGKILL' as const, timeout: durationMs + RECORD_SLACK_MS };
    const child = execFile(file, [...before, ...args], options, (error, _stdout, stderr) => {
      const last = stderr.trim().split('\n').at(-1) ?? '';
      const problem = error === null ? undefined : last.replace(/^meshprof: /, '') || error.message;
      // A recording that failed early must not leave the window waiting for its end.
      if (problem !== undefined) return resolve({ problem, window: fail('preflight-failed', problem) });
      void window.then((measured) => resolve({ problem: undefined, window: measured }));
    });
    // `record` says so once it is attached.
    child.stderr?.once('data', (text: string) => {
      if (text.includes('recording pid')) window = measure();
    });
  });
}

/** Shares of switches are of all switches, those of idle event loops too. */
export function slotProfile({ onCpu, offCpu }: Summary, window: MeasuredWindow): SlotProfile {
  const requests = (window.after.http?.completed ?? 0) - (window.before.http?.completed ?? 0);
  return {
    startUnixMs: window.startUnixMs,
    durationMs: window.durationMs,
    requests: Math.max(0, requests),
    cpuNs: window.cpuNs,
    onCpuSamples: onCpu.samplesKept,
    onCpuSamplesByCategory: mapTable(onCpu.byCostCategory, ({ samples }) => samples),
    switches: offCpu.switches,
    switchesByCategory: mapTable(offCpu.byCostCategory, ({ switches }) => switches),
    offCpuNsByCategory: mapTable(offCpu.byCostCategory, ({ timeNs }) => timeNs),
  };
}

function mapTable<T>(table: Readonly<Record<string, T>>, valueOf: (value: T) => number): Record<string, number> {
  return Object.fromEntries(Object.entries(table).map(([id, value]) => [id, Math.max(0, valueOf(value))]));
}
