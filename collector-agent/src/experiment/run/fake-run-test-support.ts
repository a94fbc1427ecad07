/** A proxy, a driver and a journal in memory, and a process that can be killed at each of its calls. */
import { setImmediate } from 'node:timers/promises';
import type { ExperimentSpec } from '@meshprof/contracts';
import { withDefaults } from '@meshprof/experiments';
import type { Driver } from '../drivers/driver.ts';
import { fail, type Outcome, succeed } from '../drivers/outcome.ts';
import type { ProxyCounters } from '../envoy/proxy-counters.ts';
import type { Journal } from '../journal/journal.ts';
import type { JournalRecord, NewRecord } from '../journal/journal-records.ts';
import { readJournal } from '../journal/read-journal.ts';
import { foldRecord, type RunState } from '../journal/run-state.ts';
import type { LoadRun } from '../load/load-generator.ts';
import type { MeasuredWindow } from '../measure/measure-window.ts';
import { ExperimentRun, type RunEnd } from './experiment-run.ts';
import { RunControl } from './run-control.ts';
import type { RunTools, SlotBench } from './run-tools.ts';
import { RunWatcher } from './run-watcher.ts';

export class Killed extends Error {}

export const FAKE_SPEC: ExperimentSpec = {
  driver: 'envoy-runtime',
  target: { adminUrl: 'http://127.0.0.1:1' },
  baseline: { name: 'off', knobs: [{ knob: 'tracing.sampling', percent: 0 }] },
  variants: [{ name: 'on', knobs: [{ knob: 'tracing.sampling', percent: 100 }] }],
  load: { generator: 'h2load', url: 'http://127.0.0.1:1/' },
  blocks: 2,
  windowMs: 1_000,
  warmMs: 0,
  profileMs: 0,
  indicative: true,
};

/** What outlives a process: the proxy, and the lines on the disk. */
export class FakeWorld {
  readonly original = 'original';
  config = 'original';
  readonly records: JournalRecord[];
  readonly spec: ExperimentSpec;
  /** Calls until the process is killed; each has a moment before and one after its effect. */
  killAfter = Number.POSITIVE_INFINITY;
  moments = 0;
  onMoment: (what: string) => void = () => undefined;
  failures: Partial<Record<'apply' | 'converge' | 'restore' | 'configHash', () => Outcome<never> | undefined>> = {};
  voids = 0;

  constructor(spec: ExperimentSpec = FAKE_SPEC) {
    this.spec = spec;
    this.records = [{ kind: 'begun', atUnixMs: 0, experimentId: 'x', spec, seed: 7 }];
  }

  moment(what: string): void {
    this.moments++;
    this.onMoment(what);
    if (this.moments > this.killAfter) throw new Killed(what);
  }

  #folded: { readonly records: number; readonly state: RunState } | undefined;

  /** As the next process reads it. */
  get state(): RunState {
    if (this.#folded?.records !== this.records.length) {
      this.#folded = { records: this.records.length, state: this.#read() };
    }
    return this.#folded.state;
  }

  #read(): RunState {
    const { state } = readJournal(Buffer.from(this.records.map((record) => `${JSON.stringify(record)}\n`).join('')));
    if (state === undefined) throw new Error('the journal does not begin');
    return state;
  }
}

export interface FakeProcess {
  readonly control: RunControl;
  readonly run: ExperimentRun;
  readonly journal: Journal;
}

/** Another process on the same world. */
export function startProcess(world: FakeWorld, lastHeardMs: () => number = () => performance.now()): FakeProcess {
  const journal = fakeJournal(world);
  const control = new RunControl({ deadManMs: 30_000, lastHeardMs });
  const spec = withDefaults(world.spec, 7);
  const watcher = new RunWatcher({ spec, onChange: () => undefined, onNote: () => undefined });
  const run = new ExperimentRun({ journal, tools: fakeTools(world), control, watcher, sleep: () => Promise.resolve() });
  return { control, run, journal };
}

/** Recovers, gets the order to run, and runs until its end; undefined if it was killed. */
export async function live(world: FakeWorld, onRecovered: (process: FakeProcess) => void): Promise<RunEnd | undefined> {
  const process = startProcess(world);
  try {
    await process.run.recover();
    onRecovered(process);
    process.control.hear('run');
    return await process.run.run();
  } catch (error) {
    if (error instanceof Killed) return undefined;
    throw error;
  } finally {
    process.control.close();
  }
}

function fakeJournal(world: FakeWorld): Journal {
  let state = world.state;
  return {
    get state() {
      return state;
    },
    append(record: NewRecord) {
      world.moment(`before line ${record.kind}`);
      const line: JournalRecord = { ...record, atUnixMs: world.records.length };
      world.records.push(line);
      state = foldRecord(state, line);
      world.moment(`after line ${record.kind}`);
      return { kind: 'written' };
    },
    close: () => undefined,
  };
}

function fakeTools(world: FakeWorld): RunTools {
  return { openDriver: () => Promise.resolve(succeed(fakeDriver(world))), openBench: () => succeed(fakeBench(world)) };
}

function fakeDriver(world: FakeWorld): Driver {
  const act = async <T>(what: keyof FakeWorld['failures'], effect: () => T): Promise<Outcome<T>> => {
    world.moment(`before ${what}`);
    await setImmediate();
    const failure = world.failures[what]?.();
    if (failure !== undefined) return failure;
    const value = effect();
    world.moment(`after ${what}`);
    return succeed(value);
  };
  return {
    pid: 1,
    preflight: () => Promise.resolve([]),
    snapshot: () =>
      Promise.resolve(succeed({ driver: 'envoy-runtime', hash: world.config, data: { config: world.config } })),
    apply: ({ name }) => act('apply', () => void (world.config = name)),
    converge: () => act('converge', () => ({ drained: true, configHash: world.config })),
    restore: ({ data, hash }) =>
      act('restore', () => {
        world.config = (data as { config: string }).config;
        return { hash: world.config, proven: world.config === hash };
      }),
    configHash: () => act('configHash', () => world.config),
    checkUnchanged: () => Promise.resolve(succeed(undefined)),
    readCounters: () => Promise.resolve(succeed(COUNTERS)),
    prove: () => Promise.resolve([]),
    diskPaths: () => Promise.resolve([]),
    close: () => Promise.resolve(undefined),
  };
}

const COUNTERS: ProxyCounters = {
  readUnixMs: 0,
  server: { startUnixMs: 0, state: 'LIVE', hotRestartEpoch: 0 },
  http: { requests: 0, completed: 0, failed: 0, connections: 1, connectionsActive: 1, requestsActive: 0 },
  tracing: {},
  logs: { fileBytes: {} },
  listeners: { updates: 0, updatesRejected: 0, updatesFailed: 0, draining: 0, chainsDraining: 0, warming: 0 },
  runtime: { updates: 0, updatesRejected: 0, loadErrors: 0 },
};

function fakeBench(world: FakeWorld): SlotBench {
  const load: LoadRun = {
    ...{ pid: 2, startUnixMs: 0, problem: undefined },
    sample: () => ({ requests: 1_000, failed: 0, requestsPerSecond: 1_000, generatorCpuShare: 0.1 }),
    result: () => Promise.resolve(succeed(undefined)),
    stop: () => Promise.resolve(undefined),
  };
  return {
    findings: [],
    load: { kind: 'h2load', start: () => load },
    async calibrate(variants) {
      for (const { apply } of variants) {
        const applied = await apply();
        if (!applied.ok) return applied;
      }
      return succeed({ requestsPerSecond: 1_000, slowest: 'on', capacities: [] });
    },
    warmUp: () => Promise.resolve(succeed({ steady: true, cpuPerRequestUs: [] })),
    async measure(durationMs, signal) {
      world.moment('measure');
      await setImmediate();
      return signal.aborted ? fail('asked-for', 'ended') : succeed(windowOf(world, durationMs));
    },
    profile: undefined,
    guard: () =>
      Promise.resolve({
        ...{ breach: undefined, setBaseline: () => undefined, setLoad: () => undefined, stop: () => undefined },
      }),
  };
}

function windowOf(world: FakeWorld, durationMs: number): MeasuredWindow {
  const isVoid = world.voids-- > 0;
  const cpuPerRequestNs = world.config === 'on' ? 150_000 : 100_000;
  const after = { ...COUNTERS, http: { ...COUNTERS.http!, requests: 1_000, completed: 1_000 } };
  return {
    ...{ startUnixMs: world.records.length, durationMs, switches: 10, before: COUNTERS, after },
    ...{ cpuNs: 1_000 * cpuPerRequestNs, stealShare: isVoid ? 0.5 : 0, throttledNs: 0 },
  };
}
