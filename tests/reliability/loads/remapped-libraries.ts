import type { DecodedSample } from '../../harness/decode-otlp.ts';
import { startGated } from '../../bench/subjects/gated-program.ts';
import { Rig } from '../rig/rig.ts';
import { checkedTask } from './checked-task.ts';
import { count, type Load } from './load.ts';
import { options } from './process-churn.ts';

const STAY_US = 3_000;
const TASK_MS = 15_000;

/** Each library's function has one caller, so a name of the other one beside that caller is false. */
const PAIRS = [
  ['mp_in_first', 'mp_call_first'],
  ['mp_in_second', 'mp_call_second'],
] as const;

export const REMAPPED_LIBRARIES: Load = {
  what: `A process that maps and unmaps two libraries of the same layout by turns, each for ${STAY_US / 1_000} ms`,
  async run() {
    const rig = await Rig.open();
    const program = await startGated('remapper', options({ seconds: 60, 'stay-us': STAY_US }));
    try {
      const work = program.work();
      await rig.untilListed(`process_pid=${program.pid}`);
      const { id } = await rig.createTask({ selector: { process_pid: program.pid }, durationMs: TASK_MS });
      const { task, kept, problems } = await checkedTask(rig, id);
      const profiles = await rig.profilesOf(id);
      const seen = namesOf(
        profiles.filter(({ sampleType }) => sampleType === 'samples/count').flatMap((p) => p.samples)
      );
      const { rounds, samePlace } = await work;
      return {
        got:
          `${task.state}; ${count(kept)} samples, all arrived; ${count(seen.right)} in a library were named by it, ` +
          `${count(seen.unnamed)} not named, ${count(seen.wrong)} named by the other one; the program mapped each ` +
          `${count(Number(rounds))} times, the second at the first's place ${count(Number(samePlace))} times`,
        problems: [
          ...problems,
          ...(task.state === 'completed' ? [] : [`The task is ${task.state}.`]),
          ...(seen.wrong > 0 ? [`${count(seen.wrong)} samples bear a false name.`] : []),
        ],
      };
    } finally {
      await program.end();
      await rig.close();
    }
  },
};

function namesOf(samples: readonly DecodedSample[]) {
  const seen = { right: 0, wrong: 0, unnamed: 0 };
  for (const { stack, value } of samples) {
    const caller = PAIRS.find(([, name]) => stack.includes(name))?.[1];
    if (caller === undefined) continue;
    const inside = PAIRS.find(([name]) => stack.includes(name));
    if (inside === undefined) seen.unnamed += value;
    else if (inside[1] === caller) seen.right += value;
    else seen.wrong += value;
  }
  return seen;
}
