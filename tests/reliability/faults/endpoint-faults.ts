import type { Fault, Moment, Outcome } from './fault.ts';
import { COMPLETED, MINUTE_MS, SECOND_MS } from './outcomes.ts';
import type { Rig } from '../rig/rig.ts';

const TASK_MS = 4 * SECOND_MS;

/** Longer than a finished session waits for the endpoint. */
const DELAYED: Outcome = { ...COMPLETED, reasonCode: 'export-delayed' };

function away(moment: Moment, lastsMs: number, expected = COMPLETED): Fault {
  return {
    what: 'The OTLP endpoint is away',
    ...{ moment, lastsMs, taskMs: TASK_MS, expected },
    begin: (rig) => rig.toEndpoint.cut(),
    end: (rig) => rig.toEndpoint.mend(),
  };
}

/** Of a part of the way from the agent to the store; the agent's own line works meanwhile. */
interface Breakage {
  readonly what: string;
  readonly begin: (rig: Rig) => Promise<unknown> | void;
  readonly end: (rig: Rig) => Promise<unknown> | void;
}

const SLOW_MS = 6 * SECOND_MS;

const COLLECTOR_KILLED: Breakage = {
  what: 'The Collector is killed (SIGKILL) and started again',
  begin: (rig) => rig.stored.collector.kill(),
  end: (rig) => rig.stored.collector.restart(),
};
const COLLECTOR_PAUSED: Breakage = {
  what: 'The Collector is paused (SIGSTOP)',
  begin: (rig) => rig.stored.collector.signal('SIGSTOP'),
  end: (rig) => rig.stored.collector.signal('SIGCONT'),
};
const COLLECTOR_SLOW: Breakage = {
  what: `The Collector is slow (${SLOW_MS / 1_000} s on each way)`,
  begin: (rig) => rig.toEndpoint.slowDown(SLOW_MS),
  end: (rig) => rig.toEndpoint.mend(),
};
const STORE_KILLED: Breakage = {
  what: 'The store behind the Collector is killed (SIGKILL) and started again',
  begin: (rig) => rig.stored.store.kill(),
  end: (rig) => rig.stored.restartStore(),
};
const STORE_PAUSED: Breakage = {
  what: 'The store behind the Collector is paused (SIGSTOP)',
  begin: (rig) => rig.stored.store.pause(),
  end: (rig) => rig.stored.store.resume(),
};
const STORE_SLOW: Breakage = {
  what: `The store behind the Collector is slow (${SLOW_MS / 1_000} s on each way)`,
  begin: (rig) => rig.stored.toStore.slowDown(SLOW_MS),
  end: (rig) => rig.stored.toStore.mend(),
};

function breaks({ what, begin, end }: Breakage, moment: Moment, lastsMs: number, expected = COMPLETED): Fault {
  return {
    what,
    setting: { endpoint: 'collector-and-store' },
    ...{ moment, lastsMs, taskMs: TASK_MS, end, expected },
    begin: async (rig) => {
      rig.toEndpoint.mend();
      await begin(rig);
    },
  };
}

const AGENT_DISK_FULL: Breakage = {
  what: 'The disk of the agent is full, and the OTLP endpoint away',
  begin: (rig) => {
    rig.disk.fill();
    rig.toEndpoint.cut();
  },
  end: (rig) => {
    rig.disk.empty();
    rig.toEndpoint.mend();
  },
};

function diskFull(lastsMs: number, expected = COMPLETED): Fault {
  const setting = { smallDisk: 'agent' } as const;
  return { ...AGENT_DISK_FULL, setting, moment: 'running', lastsMs, taskMs: TASK_MS, expected };
}

const TARGET_DISK_FULL: Fault = {
  what: 'The disk of the process that is profiled is full',
  setting: { smallDisk: 'target' },
  ...{ moment: 'before-start', lastsMs: 6 * SECOND_MS, taskMs: 3 * SECOND_MS, expected: COMPLETED },
  begin: (rig) => {
    rig.disk.fill();
    rig.toController.mend();
  },
  end: (rig) => rig.disk.empty(),
};

export const SHORT_ENDPOINT_FAULTS: readonly Fault[] = [
  away('running', 2 * SECOND_MS),
  away('uploading', 2 * SECOND_MS),
  breaks(COLLECTOR_KILLED, 'uploading', 2 * SECOND_MS),
  breaks(STORE_KILLED, 'uploading', 2 * SECOND_MS),
  diskFull(8 * SECOND_MS),
  TARGET_DISK_FULL,
];

export const LONG_ENDPOINT_FAULTS: readonly Fault[] = [
  away('uploading', MINUTE_MS, DELAYED),
  breaks(COLLECTOR_KILLED, 'uploading', MINUTE_MS, DELAYED),
  breaks(COLLECTOR_PAUSED, 'uploading', 20 * SECOND_MS),
  breaks(COLLECTOR_PAUSED, 'uploading', MINUTE_MS, DELAYED),
  breaks(COLLECTOR_SLOW, 'uploading', MINUTE_MS, DELAYED),
  breaks(STORE_KILLED, 'uploading', MINUTE_MS, DELAYED),
  breaks(STORE_PAUSED, 'uploading', 20 * SECOND_MS),
  breaks(STORE_PAUSED, 'uploading', MINUTE_MS, DELAYED),
  breaks(STORE_SLOW, 'uploading', MINUTE_MS, DELAYED),
  diskFull(MINUTE_MS, DELAYED),
];
