import type { Fault, Moment, Outcome } from './fault.ts';

const COMPLETED: Outcome = { task: 'completed', target: 'completed', profiles: 'all' };

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;

function agentCutOff(moment: Moment, lastsMs: number, taskMs: number, expected: Outcome): Fault {
  return {
    what: 'The agent is cut off from the controller',
    moment,
    lastsMs,
    taskMs,
    begin: (rig) => {
      rig.toController.cut();
      rig.toEndpoint.mend();
    },
    end: (rig) => rig.toController.mend(),
    expected,
  };
}

function controllerDies(moment: Moment): Fault {
  return {
    what: 'The controller is killed (SIGKILL) and started again',
    moment,
    lastsMs: SECOND_MS,
    taskMs: 4 * SECOND_MS,
    begin: async (rig) => {
      await rig.killController();
      rig.toEndpoint.mend();
    },
    end: (rig) => rig.startController(),
    expected: COMPLETED,
  };
}

function endpointAway(moment: Moment, lastsMs: number, expected: Outcome): Fault {
  return {
    what: 'The OTLP endpoint is away',
    moment,
    lastsMs,
    taskMs: 4 * SECOND_MS,
    begin: (rig) => rig.toEndpoint.cut(),
    end: (rig) => rig.toEndpoint.mend(),
    expected,
  };
}

/** Over within seconds: run on every change. */
export const SHORT_FAULTS: readonly Fault[] = [
  agentCutOff('before-start', SECOND_MS, 3 * SECOND_MS, COMPLETED),
  agentCutOff('running', SECOND_MS, 4 * SECOND_MS, COMPLETED),
  agentCutOff('uploading', SECOND_MS, 3 * SECOND_MS, COMPLETED),
  controllerDies('before-start'),
  controllerDies('running'),
  controllerDies('uploading'),
  endpointAway('running', 2 * SECOND_MS, COMPLETED),
  endpointAway('uploading', 2 * SECOND_MS, COMPLETED),
];

/** Longer than what each side waits for the other: minutes each. */
export const LONG_FAULTS: readonly Fault[] = [
  agentCutOff('before-start', 30 * SECOND_MS, 3 * SECOND_MS, COMPLETED),
  agentCutOff('running', 30 * SECOND_MS, 4 * SECOND_MS, COMPLETED),
  agentCutOff('uploading', 30 * SECOND_MS, 4 * SECOND_MS, COMPLETED),
  agentCutOff('before-start', 10 * MINUTE_MS, 3 * SECOND_MS, {
    task: 'expired',
    target: 'failed',
    reasonCode: 'not-dispatched',
    profiles: 'none',
  }),
  agentCutOff('running', 10 * MINUTE_MS, 4 * SECOND_MS, COMPLETED),
  agentCutOff('uploading', 10 * MINUTE_MS, 4 * SECOND_MS, COMPLETED),
  endpointAway('uploading', MINUTE_MS, { ...COMPLETED, reasonCode: 'export-delayed' }),
];
