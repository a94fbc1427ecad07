import type { Fault, Moment, Outcome } from './fault.ts';
import { COMPLETED, HOUR_MS, MINUTE_MS, SECOND_MS } from './outcomes.ts';

function cutOff(moment: Moment, lastsMs: number, taskMs: number, expected = COMPLETED): Fault {
  return {
    what: 'The agent is cut off from the controller',
    ...{ moment, lastsMs, taskMs, expected },
    begin: (rig) => {
      rig.toController.cut();
      rig.toEndpoint.mend();
    },
    end: (rig) => rig.toController.mend(),
  };
}

interface Killed {
  readonly lastsMs?: number;
  readonly taskMs: number;
  readonly expected: Outcome;
}

function killed(moment: Moment, { lastsMs = SECOND_MS, taskMs, expected }: Killed): Fault {
  return {
    what: 'The agent is killed (SIGKILL) and started again',
    ...{ moment, lastsMs, taskMs, expected },
    begin: async (rig, taskId) => {
      // Else there is nothing to go on with.
      await rig.untilSampled(taskId);
      await rig.agent.kill();
      rig.toEndpoint.mend();
    },
    end: (rig) => rig.agent.start(),
  };
}

function paused(moment: Moment, lastsMs: number): Fault {
  return {
    what: 'The agent is paused (SIGSTOP)',
    ...{ moment, lastsMs, taskMs: 4 * SECOND_MS, expected: COMPLETED },
    begin: (rig) => {
      rig.agent.pause();
      rig.toEndpoint.mend();
    },
    end: (rig) => rig.agent.resume(),
  };
}

function clockSet(ms: number): Fault {
  return {
    what: `The clock of the agent's node is set ${ms > 0 ? 'forward' : 'back'} by an hour, and again`,
    setting: { clockStep: { of: 'agent', ms } },
    ...{ moment: 'running', lastsMs: 2 * SECOND_MS, taskMs: 6 * SECOND_MS, expected: COMPLETED },
    begin: (rig) => rig.agent.signal('SIGUSR2'),
    end: (rig) => rig.agent.signal('SIGUSR2'),
  };
}

const TARGET_KILLED: Fault = {
  what: 'The process that is profiled is killed',
  ...{ moment: 'running', taskMs: 20 * SECOND_MS },
  begin: async (rig, taskId) => {
    await rig.untilSampled(taskId);
    await rig.target.kill();
  },
  expected: { ...COMPLETED, reasonCode: 'process-exited' },
};

const RESTARTED: Outcome = { ...COMPLETED, reasonCode: 'agent-restarted' };
const LOST: Outcome = { task: 'failed', target: 'failed', reasonCode: 'recording-lost', profiles: 'lost' };

export const SHORT_AGENT_FAULTS: readonly Fault[] = [
  cutOff('before-start', SECOND_MS, 3 * SECOND_MS),
  cutOff('running', SECOND_MS, 4 * SECOND_MS),
  cutOff('uploading', SECOND_MS, 3 * SECOND_MS),
  killed('uploading', { taskMs: 3 * SECOND_MS, expected: RESTARTED }),
  TARGET_KILLED,
];

export const LONG_AGENT_FAULTS: readonly Fault[] = [
  killed('running', { taskMs: 12 * SECOND_MS, expected: { ...RESTARTED, profiles: 'gap' } }),
  // Nothing is exported yet, and nothing is left to record when it is back.
  killed('running', { taskMs: 6 * SECOND_MS, lastsMs: 10 * SECOND_MS, expected: LOST }),
  cutOff('before-start', 30 * SECOND_MS, 3 * SECOND_MS),
  cutOff('running', 30 * SECOND_MS, 4 * SECOND_MS),
  cutOff('uploading', 30 * SECOND_MS, 4 * SECOND_MS),
  cutOff('before-start', 10 * MINUTE_MS, 3 * SECOND_MS, {
    task: 'expired',
    target: 'failed',
    reasonCode: 'not-dispatched',
    profiles: 'none',
  }),
  cutOff('running', 10 * MINUTE_MS, 4 * SECOND_MS),
  cutOff('uploading', 10 * MINUTE_MS, 4 * SECOND_MS),
  paused('running', 30 * SECOND_MS),
  paused('uploading', 30 * SECOND_MS),
  clockSet(HOUR_MS),
  clockSet(-HOUR_MS),
];
