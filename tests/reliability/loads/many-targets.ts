import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Rig } from '../rig/rig.ts';
import { startTarget } from '../rig/target.ts';
import { checkedTask, endsOf } from './checked-task.ts';
import { count, type Load } from './load.ts';
import { options } from './process-churn.ts';

const TARGETS = 500;
/** The most that an agent may hold (agent-config.ts). */
const SESSIONS = 32;
const NAME = 'one-of-many';
/** Awake ten times a second for next to nothing: one per cent of a core each would be five cores. */
const IDLE = options({ seconds: 600, 'busy-percent': 0, sleeps: 6_000 });

export const MANY_TARGETS: Load = {
  what: `A task on ${TARGETS} processes of one node, whose agent holds at most ${SESSIONS} sessions`,
  async run() {
    const rig = await Rig.open({ agentSettings: { MESHPROF_MAX_SESSIONS: String(SESSIONS) } });
    const folder = mkdtempSync(path.join(tmpdir(), 'meshprof-crowd-'));
    const crowd = await Promise.all(Array.from({ length: TARGETS }, () => startTarget(folder, NAME, IDLE)));
    try {
      await rig.untilListed(`process=${NAME}`, TARGETS);
      const { id } = await rig.createTask({
        selector: { process: NAME },
        maxTargets: TARGETS,
        durationMs: 15_000,
      });
      const { task, kept, problems } = await checkedTask(rig, id);
      const completed = task.targets.filter(({ state }) => state === 'completed').length;
      const others = task.targets.filter(({ state }) => state !== 'completed');
      const left = task.leftOut.map(({ reasonCode, count: n }) => `${count(n)} left out (\`${reasonCode}\`)`);
      return {
        got: `${task.state}: ${[endsOf(task), ...left].join(', ')}; ${count(kept)} samples, all arrived`,
        problems: [
          ...problems,
          ...(completed === SESSIONS ? [] : [`${completed} targets completed in place of ${SESSIONS}.`]),
          ...others.map(({ state, reasonCode }) => `A target is ${state} (${reasonCode ?? 'no reason'}).`),
        ],
      };
    } finally {
      await Promise.all(crowd.map((target) => target.kill()));
      await rig.close();
      rmSync(folder, { recursive: true });
    }
  },
};
