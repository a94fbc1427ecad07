import type { Fault, Moment } from './fault.ts';
import { COMPLETED, HOUR_MS, MINUTE_MS, SECOND_MS } from './outcomes.ts';

const TASK_MS = 4 * SECOND_MS;

function killed(moment: Moment): Fault {
  return {
    what: 'The controller is killed (SIGKILL) and started again',
    ...{ moment, lastsMs: SECOND_MS, taskMs: TASK_MS, expected: COMPLETED },
    begin: async (rig) => {
      await rig.controller.kill();
      rig.toEndpoint.mend();
    },
    end: (rig) => rig.startController(),
  };
}

function paused(moment: Moment, lastsMs: number): Fault {
  return {
    what: 'The controller is paused (SIGSTOP)',
    ...{ moment, lastsMs, taskMs: TASK_MS, expected: COMPLETED },
    begin: (rig) => {
      rig.controller.pause();
      rig.toEndpoint.mend();
    },
    end: (rig) => rig.controller.resume(),
  };
}

function slow(moment: Moment, delayMs: number, lastsMs: number): Fault {
  return {
    what: `The controller is slow (${delayMs / 1_000} s on each way)`,
    ...{ moment, lastsMs, taskMs: TASK_MS, expected: COMPLETED },
    begin: (rig) => {
      rig.toController.mend();
      rig.toController.slowDown(delayMs);
      rig.toEndpoint.mend();
    },
    end: (rig) => rig.toController.mend(),
  };
}

function databaseDies(moment: Moment, lastsMs: number): Fault {
  return {
    what: 'The database (PostgreSQL) is killed and started again',
    setting: { database: 'postgresql' },
    ...{ moment, lastsMs, taskMs: TASK_MS, expected: COMPLETED },
    begin: async (rig) => {
      await rig.postgres.stop('immediate');
      rig.toEndpoint.mend();
    },
    end: (rig) => rig.postgres.start(),
  };
}

function databasePaused(moment: Moment, lastsMs: number): Fault {
  return {
    what: 'The database (PostgreSQL) is paused (SIGSTOP)',
    setting: { database: 'postgresql' },
    ...{ moment, lastsMs, taskMs: TASK_MS, expected: COMPLETED },
    begin: (rig) => {
      rig.postgres.pause();
      rig.toEndpoint.mend();
    },
    end: (rig) => rig.postgres.resume(),
  };
}

function diskFull(moment: Moment, lastsMs: number): Fault {
  return {
    what: 'The disk of the controller (SQLite) is full',
    setting: { smallDisk: 'controller' },
    ...{ moment, lastsMs, taskMs: TASK_MS, expected: COMPLETED },
    begin: (rig) => {
      rig.disk.fill();
      rig.toEndpoint.mend();
    },
    end: (rig) => rig.disk.empty(),
  };
}

function clockSet(ms: number): Fault {
  return {
    what: `The clock of the controller is set ${ms > 0 ? 'forward' : 'back'} by an hour, and again`,
    setting: { clockStep: { of: 'controller', ms } },
    ...{ moment: 'running', lastsMs: 2 * SECOND_MS, taskMs: 6 * SECOND_MS, expected: COMPLETED },
    begin: (rig) => rig.controller.signal('SIGUSR2'),
    end: (rig) => rig.controller.signal('SIGUSR2'),
  };
}

export const SHORT_CONTROLLER_FAULTS: readonly Fault[] = [
  killed('before-start'),
  killed('running'),
  killed('uploading'),
  paused('running', 2 * SECOND_MS),
  databaseDies('running', 2 * SECOND_MS),
  slow('running', SECOND_MS, 4 * SECOND_MS),
  diskFull('running', 6 * SECOND_MS),
];

export const LONG_CONTROLLER_FAULTS: readonly Fault[] = [
  paused('before-start', 30 * SECOND_MS),
  paused('running', 30 * SECOND_MS),
  paused('uploading', 30 * SECOND_MS),
  paused('running', 5 * MINUTE_MS),
  slow('before-start', 2 * SECOND_MS, 30 * SECOND_MS),
  slow('running', 6 * SECOND_MS, MINUTE_MS),
  databaseDies('before-start', MINUTE_MS),
  databaseDies('running', MINUTE_MS),
  databaseDies('uploading', MINUTE_MS),
  databasePaused('before-start', MINUTE_MS),
  databasePaused('running', MINUTE_MS),
  databasePaused('uploading', MINUTE_MS),
  diskFull('before-start', MINUTE_MS),
  diskFull('running', MINUTE_MS),
  diskFull('uploading', MINUTE_MS),
  clockSet(HOUR_MS),
  clockSet(-HOUR_MS),
];
