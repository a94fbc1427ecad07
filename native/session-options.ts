import { availableParallelism } from 'node:os';
import { isAbsolute } from 'node:path';
import { NativeError } from './errors.ts';
import type { NativeEvent, SessionOptions } from './types.ts';

const KNOWN_KEYS = [
  'pids',
  'followChildren',
  'events',
  'frequencyHz',
  'stacksPerSecond',
  'minWaitUs',
  'ringBytes',
  'wakers',
  'symbolCacheDir',
  'symbolPackDir',
  'nameWaitMs',
  'stallThresholdMs',
];
const KNOWN_EVENTS: readonly unknown[] = ['on-cpu', 'off-cpu', 'page-fault'] satisfies NativeEvent[];

/** Entries of the kernel's target map (`MP_MAX_TARGETS` in bpf/meshprof.h) less room for forked children. */
const MAX_PIDS = 1024;
const PAGE_BYTES = 4096;
/** A ring holds at most a few seconds of records; beyond this it only pins kernel memory. */
const MAX_RING_BYTES = 64 * 1024 * 1024;
const DEFAULT_RING_BYTES = 8 * 1024 * 1024;

/** A capture takes about 8 µs, so this is 0.4 % of a CPU, and gives a share of 1 % within 0.2 % in 20 s. */
const DEFAULT_STACKS_PER_SECOND_AND_CPU = 500;
const MAX_STACKS_PER_SECOND = 1_000_000;

/** A minute: who asks for more asks for nothing. */
const MAX_MIN_WAIT_US = 60_000_000;

const DEFAULT_NAME_WAIT_MS = 5_000;
const MAX_NAME_WAIT_MS = 60_000;
/** A request that is held up for less is rarely noticed; a tick comes every 10 ms at 99 Hz. */
const DEFAULT_STALL_THRESHOLD_MS = 20;
const MAX_STALL_THRESHOLD_MS = 3_600_000;

/** Linux's PID_MAX_LIMIT on 64 bits. */
const MAX_PID = 4_194_304;

/** Options with defaults applied, as the addon expects them. */
export interface ValidatedOptions {
  readonly pids: readonly number[];
  readonly followChildren: boolean;
  readonly onCpu: boolean;
  readonly offCpu: boolean;
  readonly pageFaults: boolean;
  readonly wakers: boolean;
  readonly stallThresholdMs: number;
  readonly frequencyHz: number;
  readonly stacksPerSecond: number;
  readonly minWaitUs: number;
  readonly ringBytes: number;
  /** '' for none. */
  readonly symbolCacheDir: string;
  readonly symbolPackDir: string;
  readonly nameWaitMs: number;
}

function fail(message: string): never {
  throw new NativeError('EINVAL_OPTIONS', message);
}

function checkPids(pids: unknown): readonly number[] {
  if (!Array.isArray(pids) || pids.length === 0) fail('pids must be a non-empty array of process ids');
  if (pids.length > MAX_PIDS) fail(`pids holds ${pids.length} process ids; the limit is ${MAX_PIDS}`);
  for (const pid of pids as unknown[]) {
    if (typeof pid !== 'number' || !Number.isInteger(pid) || pid < 1 || pid > MAX_PID) {
      fail(`pids holds ${String(pid)}, which is not a process id`);
    }
  }
  return [...new Set(pids as number[])];
}

function checkEvents(events: unknown): ReadonlySet<unknown> {
  if (!Array.isArray(events) || events.length === 0) fail(`events must name one or more of ${KNOWN_EVENTS.join(', ')}`);
  for (const event of events as unknown[]) {
    if (!KNOWN_EVENTS.includes(event)) fail(`events holds ${String(event)}; known are ${KNOWN_EVENTS.join(', ')}`);
  }
  return new Set(events as unknown[]);
}

function checkFrequency(frequencyHz: unknown): number {
  if (typeof frequencyHz !== 'number' || !Number.isInteger(frequencyHz) || frequencyHz < 1 || frequencyHz > 999) {
    fail(`frequencyHz must be an integer from 1 to 999, not ${String(frequencyHz)}`);
  }
  return frequencyHz;
}

function checkStacksPerSecond(stacks: unknown): number {
  if (typeof stacks !== 'number' || !Number.isInteger(stacks) || stacks < 0 || stacks > MAX_STACKS_PER_SECOND) {
    fail(`stacksPerSecond must be an integer from 0 to ${MAX_STACKS_PER_SECOND}, not ${String(stacks)}`);
  }
  return stacks;
}

function checkMinWait(us: unknown): number {
  if (typeof us !== 'number' || !Number.isInteger(us) || us < 0 || us > MAX_MIN_WAIT_US) {
    fail(`minWaitUs must be an integer from 0 to ${MAX_MIN_WAIT_US}, not ${String(us)}`);
  }
  return us;
}

function checkStallThreshold(ms: unknown): number {
  if (typeof ms !== 'number' || !Number.isInteger(ms) || ms < 0 || ms > MAX_STALL_THRESHOLD_MS) {
    fail(`stallThresholdMs must be an integer from 0 to ${MAX_STALL_THRESHOLD_MS}, not ${String(ms)}`);
  }
  return ms;
}

function checkRing(ringBytes: unknown): number {
  if (
    typeof ringBytes !== 'number' ||
    !Number.isInteger(ringBytes) ||
    ringBytes < PAGE_BYTES ||
    ringBytes > MAX_RING_BYTES ||
    (ringBytes & (ringBytes - 1)) !== 0
  ) {
    fail(`ringBytes must be a power of two from ${PAGE_BYTES} to ${MAX_RING_BYTES}, not ${String(ringBytes)}`);
  }
  return ringBytes;
}

function checkFlag(name: string, flag: unknown): boolean {
  if (typeof flag !== 'boolean') fail(`${name} must be true or false`);
  return flag;
}

function checkFolder(name: string, directory: unknown): string {
  if (typeof directory !== 'string' || directory.includes('\0') || (directory !== '' && !isAbsolute(directory))) {
    fail(`${name} must be an absolute path, not ${String(directory)}`);
  }
  return directory;
}

function checkNameWait(nameWaitMs: unknown): number {
  const isWhole = typeof nameWaitMs === 'number' && Number.isInteger(nameWaitMs);
  if (!isWhole || nameWaitMs < 0 || nameWaitMs > MAX_NAME_WAIT_MS) {
    fail(`nameWaitMs must be an integer from 0 to ${MAX_NAME_WAIT_MS}, not ${String(nameWaitMs)}`);
  }
  return nameWaitMs;
}

/** Throws `EINVAL_OPTIONS` with a sentence that names the option; unknown keys are refused. */
export function validateSessionOptions(options: SessionOptions): ValidatedOptions {
  if (typeof options !== 'object' || options === null) fail('options must be an object');
  const unknownKey = Object.keys(options).find((key) => !KNOWN_KEYS.includes(key));
  if (unknownKey !== undefined) fail(`unknown option ${unknownKey}`);
  const events = checkEvents(options.events);
  return {
    pids: checkPids(options.pids),
    followChildren: checkFlag('followChildren', options.followChildren ?? false),
    onCpu: events.has('on-cpu'),
    offCpu: events.has('off-cpu'),
    pageFaults: events.has('page-fault'),
    wakers: checkFlag('wakers', options.wakers ?? false) && events.has('off-cpu'),
    stallThresholdMs: checkStallThreshold(options.stallThresholdMs ?? DEFAULT_STALL_THRESHOLD_MS),
    frequencyHz: checkFrequency(options.frequencyHz),
    stacksPerSecond: checkStacksPerSecond(
      options.stacksPerSecond ?? DEFAULT_STACKS_PER_SECOND_AND_CPU * availableParallelism()
    ),
    minWaitUs: checkMinWait(options.minWaitUs ?? 0),
    ringBytes: checkRing(options.ringBytes ?? DEFAULT_RING_BYTES),
    symbolCacheDir: checkFolder('symbolCacheDir', options.symbolCacheDir ?? ''),
    symbolPackDir: checkFolder('symbolPackDir', options.symbolPackDir ?? ''),
    nameWaitMs: checkNameWait(options.nameWaitMs ?? DEFAULT_NAME_WAIT_MS),
  };
}
