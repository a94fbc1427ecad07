import { startGated } from '../../bench/subjects/gated-program.ts';
import { Rig } from '../rig/rig.ts';
import { checkedTask } from './checked-task.ts';
import { count, type Load } from './load.ts';
import { options } from './process-churn.ts';

const THREADS = 5_000;
const TASK_MS = 15_000;
/** Longer than the task and all that comes before it. */
const SECONDS = 60;

export const MANY_THREADS: Load = {
  what: `A process of ${count(THREADS)} threads, on and off CPU`,
  async run() {
    const rig = await Rig.open();
    const shape = { threads: THREADS, seconds: SECONDS, 'burst-us': 50, 'sleep-us': 400_000 };
    const program = await startGated('many-threads', options(shape));
    try {
      const work = program.work();
      await rig.untilListed(`process_pid=${program.pid}`);
      const { id } = await rig.createTask({
        selector: { process_pid: program.pid },
        events: ['on-cpu', 'off-cpu'],
        durationMs: TASK_MS,
      });
      const { task, kept, lost, problems } = await checkedTask(rig, id);
      await work;
      const switches = task.targets[0]?.progress.switches ?? 0;
      return {
        got: `${task.state}; ${count(kept)} samples, all arrived, ${count(lost)} counted as lost; ${count(switches)} switches`,
        problems: [...problems, ...(task.state === 'completed' ? [] : [`The task is ${task.state}.`])],
      };
    } finally {
      await program.end();
      await rig.close();
    }
  },
};
