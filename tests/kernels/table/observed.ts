import type { Summary } from '../../../collector-agent/src/record/summary.ts';
import type { GuestReport, StepResult } from '../boot/guest-report.ts';
import { SLEEPS } from '../steps.ts';

/** Whether a kernel does something: `yes`, or what is wrong. */
export type Observation = { readonly holds: true } | { readonly holds: false; readonly why: string };

const YES: Observation = { holds: true };
const no = (why: string): Observation => ({ holds: false, why });

interface CheckRow {
  readonly id: string;
  readonly met: boolean;
  readonly remedy: string;
}

/** The rows of `meshprof check --json`. */
export function checkRows(step: StepResult | undefined): CheckRow[] {
  try {
    return JSON.parse(step?.stdout ?? '') as CheckRow[];
  } catch {
    return [];
  }
}

/** The command's last words, without its name. */
export function sentenceOf(step: StepResult | undefined): string {
  const last = step?.stderr.trim().split('\n').at(-1) ?? '';
  return last.replace(/^meshprof: /, '').replace(/^cannot (?:profile here|record): /, '');
}

interface Recorded {
  readonly summary: Summary;
  /** The folded stacks. */
  readonly folded: string;
  /** What the program measured itself; absent for one that was there before. */
  readonly truth: Readonly<Record<string, number>>;
}

type Judge = (recorded: Recorded) => Observation;

/** What recordings of programs of known behaviour show; ids are steps of steps.ts. */
export const JUDGES: Readonly<Record<string, { readonly title: string; readonly judge: Judge }>> = {
  'on-cpu': { title: 'CPU time of a program of known behaviour', judge: judgeOnCpu },
  'off-cpu': { title: 'its waits: each counted, times add up', judge: judgeOffCpu },
  'in-progress': { title: 'stack of a wait that began before the session', judge: judgeInProgress },
  wakers: { title: 'who ended each wait', judge: judgeWakers },
  'page-fault': { title: 'page faults: each counted, with its function', judge: judgePageFaults },
};

export function observe(report: GuestReport, step: string): Observation {
  const result = report.steps.get(step);
  const recorded = result === undefined ? undefined : readRecorded(result);
  if (recorded === undefined) return no(sentenceOf(result));
  return JUDGES[step]!.judge(recorded);
}

function readRecorded({ step, stdout, files }: StepResult): Recorded | undefined {
  const summary = files[`/tmp/${step}.json`];
  if (summary === undefined) return undefined;
  const [line] = stdout.split('\n');
  return {
    summary: JSON.parse(summary) as Summary,
    folded: files[`/tmp/${step}.txt`] ?? '',
    truth: line?.startsWith('{') ? (JSON.parse(line) as Record<string, number>) : {},
  };
}

const FREQUENCY_HZ = 99;

/**
 * Clock events come where the emulated processor is at work; on a busy host it often is not, and its kernel makes up for
 * none. So fewer are no fault of the kernel, but each that came must be there.
 */
function judgeOnCpu({ summary, folded, truth }: Recorded): Observation {
  const { samplesKept, samplesExpected } = summary.onCpu;
  const expected = ((truth.cpuNs ?? NaN) / 1e9) * FREQUENCY_HZ;
  if (!(samplesKept >= 0.2 * expected && samplesKept <= 1.1 * expected + 5)) {
    return no(`${samplesKept} samples where its CPU time makes ${Math.round(expected)}`);
  }
  if (samplesKept < samplesExpected) return no(`${samplesExpected - samplesKept} samples lost`);
  // Where an emulated machine is slow, starting takes long: in the dynamic linker, whose first frames nothing describes.
  const working = countOf(folded, /burn_cpu_ns/);
  const whole = countOf(folded, /^(?!\[truncated).*main;.*burn_cpu_ns/);
  if (whole === 0) return no('no stack from main to burn_cpu_ns');
  return whole >= 0.9 * working ? YES : no(`${working - whole} of ${working} stacks of its work cut`);
}

/** Samples in the lines of folded stacks that match. */
function countOf(folded: string, stack: RegExp): number {
  const lines = folded.split('\n').filter((line) => stack.test(line));
  return lines.reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' '))), 0);
}

function judgeOffCpu({ summary, truth }: Recorded): Observation {
  const { byWaitClass, stacks, switches } = summary.offCpu;
  const sleeps = byWaitClass.sleep?.switches ?? 0;
  if (sleeps !== SLEEPS) return no(`${sleeps} of ${SLEEPS} sleeps`);
  const [thread] = summary.threads;
  const booked = (thread?.onCpuNs ?? 0) + (thread?.runnableNs ?? 0) + (thread?.blockedNs ?? 0);
  // It lives for longer than its work, and less long than the session, which notices its end a little later.
  if (booked < (truth.elapsedNs ?? NaN) || booked > summary.durationNs) {
    return no(`${Math.round(booked / 1e6)} ms booked of ${Math.round((truth.elapsedNs ?? NaN) / 1e6)} ms`);
  }
  return stacks.truncated <= 0.1 * switches ? YES : no(`${stacks.truncated} of ${switches} stacks cut`);
}

function judgeInProgress({ folded }: Recorded): Observation {
  if (/main;wait_at_start_gate/.test(folded)) return YES;
  return no(folded.includes('truncated') ? 'kernel’s part and one frame' : 'no stack');
}

function judgeWakers({ summary }: Recorded): Observation {
  const { wakers, byWaitClass } = summary.offCpu;
  if (wakers.length === 0) return no('none');
  const waits = byWaitClass.pipe?.switches ?? 0;
  const known = wakers.filter(({ kind, waitClass }) => kind === 'process' && waitClass === 'pipe');
  const credited = known.reduce((sum, { waits: count }) => sum + count, 0);
  return credited >= 0.95 * waits ? YES : no(`${credited} of ${waits} waits`);
}

function judgePageFaults({ summary, folded, truth }: Recorded): Observation {
  const expected = truth.minorFaults ?? NaN;
  const { minor } = summary.pageFaults;
  if (!(minor >= expected && minor < expected + 100)) return no(`${minor} faults where the program counts ${expected}`);
  return folded.includes('touch_three') ? YES : no('no function');
}
