/**
 * A session in a process of its own, for `rows/first-stack.ts`: how long its first stack and all names of the first
 * stacks take, and what that costs. Prints one JSON object (TimedNames).
 *   node time-names.ts PID CACHE-FOLDER
 */
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Batch, FrameKind, openSession } from '@meshprof/native';

export interface TimedNames {
  readonly firstStackMs: number;
  /** Of the frames handed out in the first part of the session, the last to get its name. */
  readonly allNamesMs: number;
  readonly namedFrames: number;
  readonly frames: number;
  /** Of this process and its helpers, until then. */
  readonly cpuMs: number;
  /** Peak of this process above what it had before, and of its helpers. */
  readonly extraBytes: number;
}

/** Stacks of these milliseconds are the ones whose names are timed: what a user looks at first. */
const FIRST_STACKS_MS = 500;
/** Names that have not come by then do not come. */
const LIMIT_MS = 8_000;
const DRAIN_MS = 10;

const HELPERS_EVERY_DRAINS = 5;

const pid = Number(process.argv[2]);
const symbolCacheDir = process.argv[3]!;
const rssBefore = statusBytes(process.pid, 'VmRSS');
const cpuBefore = cpuMs();
const start = performance.now();
const session = openSession({ pids: [pid], events: ['on-cpu', 'off-cpu'], frequencyHz: 499, symbolCacheDir });
const elapsed = () => performance.now() - start;

let firstStackMs = NaN;
/** Rows of the frames of the first stacks, with the time of their last name. */
const namedAtMs: number[] = [];
const isNamed: boolean[] = [];
let cost = { atMs: 0, cpuMs: 0 };
/** By process: the one that makes an index ends before the session does. */
const helperPeaks = new Map<number, number>();
let drains = 0;

while (elapsed() < LIMIT_MS) {
  const batch = session.drain() as Batch & { renamedFrame?: Uint32Array };
  const now = elapsed();
  const userFrames = batch.frameKind.filter((kind) => kind === FrameKind.native).length;
  if (Number.isNaN(firstStackMs) && userFrames > 0) firstStackMs = now;
  if (now <= Math.max(FIRST_STACKS_MS, firstStackMs)) {
    for (let i = 0; i < batch.frameSource.length; i += 1) {
      namedAtMs.push(now);
      isNamed.push(batch.frameSource[i] !== 0);
    }
  }
  let renamed = 0;
  for (const row of batch.renamedFrame ?? []) {
    if (row >= namedAtMs.length) continue;
    namedAtMs[row] = now;
    isNamed[row] = true;
    renamed += 1;
  }
  if (renamed > 0 || now <= Math.max(FIRST_STACKS_MS, firstStackMs)) cost = { atMs: now, cpuMs: cpuMs() - cpuBefore };
  if (drains++ % HELPERS_EVERY_DRAINS === 0) notePeaks();
  await sleep(DRAIN_MS);
}
const extraBytes = statusBytes(process.pid, 'VmHWM') - rssBefore + sum([...helperPeaks.values()]);
session.stop();
session.close();
const timed: TimedNames = {
  firstStackMs,
  allNamesMs: Math.max(...namedAtMs),
  namedFrames: isNamed.filter(Boolean).length,
  frames: isNamed.length,
  cpuMs: cost.cpuMs,
  extraBytes,
};
process.stdout.write(`${JSON.stringify(timed)}\n`);

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function helpers(): number[] {
  return readdirSync('/proc/self/task').flatMap((thread) => {
    const children = readFileSync(`/proc/self/task/${thread}/children`, 'utf8');
    return children.split(' ').filter(Boolean).map(Number);
  });
}

function notePeaks(): void {
  for (const helper of helpers())
    helperPeaks.set(helper, Math.max(helperPeaks.get(helper) ?? 0, statusBytes(helper, 'VmHWM')));
}

/** Fields of /proc/PID/stat after the name, from the state on: index 1 is the parent, 11 and 12 user and system time. */
function statFields(of: number): string[] | undefined {
  try {
    return readFileSync(`/proc/${of}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ');
  } catch {
    return undefined; // Ended meanwhile.
  }
}

/** This process by its own clock; helpers, those that have ended too, by the kernel's ticks of 10 ms. */
function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  const own = statFields(process.pid);
  // 13 and 14 are those of children that were waited for.
  const ended = own === undefined ? 0 : Number(own[13]) + Number(own[14]);
  const living = sum(helpers().map((helper) => sum((statFields(helper) ?? []).slice(11, 13).map(Number))));
  return (user + system) / 1_000 + (ended + living) * 10;
}

function statusBytes(of: number, key: string): number {
  try {
    const text = readFileSync(`/proc/${of}/status`, 'utf8');
    return Number(new RegExp(`^${key}:\\s+(\\d+) kB`, 'm').exec(text)?.[1] ?? 0) * 1024;
  } catch {
    return 0;
  }
}
