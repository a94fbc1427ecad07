import { startGated } from '../../bench/subjects/gated-program.ts';
import { Rig } from '../rig/rig.ts';
import { checkedTask, endsOf } from './checked-task.ts';
import { count, type Load } from './load.ts';

const RATE = 200;
const SECONDS = 20;
const LIVE_MS = 400;

/** One task on a process that stays, one on those that come and go, which join as they are seen. */
export const PROCESS_CHURN: Load = {
  what: `${RATE} processes a second start and end`,
  async run() {
    const rig = await Rig.open({ agentSettings: { MESHPROF_MAX_SESSIONS: '32' } });
    const churn = await startGated('process-churn', options({ rate: RATE, seconds: SECONDS, 'live-ms': LIVE_MS }));
    try {
      await rig.untilListed();
      const work = churn.work();
      await rig.untilListed('process=process-churn');
      const durationMs = (SECONDS - 5) * 1_000;
      const steady = await rig.createTask({ durationMs });
      const passing = await rig.createTask({ durationMs, selector: { process: 'process-churn' }, maxTargets: 200 });
      const ends = [await checkedTask(rig, steady.id), await checkedTask(rig, passing.id)] as const;
      const { started } = await work;
      const problems = ends.flatMap((end) => end.problems);
      if (ends[0].task.state !== 'completed') problems.push(`The steady process's task is ${ends[0].task.state}.`);
      return {
        got:
          `${count(Number(started))} processes in ${SECONDS} s; a process that stays: ${ends[0].task.state}, ` +
          `${count(ends[0].kept)} samples, all arrived; of those that live ${LIVE_MS} ms, targets: ${endsOf(ends[1].task)}`,
        problems,
      };
    } finally {
      await churn.end();
      await rig.close();
    }
  },
};

/** Of a program of tests/workloads. */
export function options(values: Readonly<Record<string, number>>): string[] {
  return Object.entries(values).flatMap(([name, value]) => [`--${name}`, String(value)]);
}
