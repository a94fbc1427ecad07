import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { SampleKind } from '../index.ts';
import { buildWorkloads, startWorkload } from './gated-workload.ts';
import { RecordedSession, sum } from './recorded-session.ts';

before(buildWorkloads);

/** Each library's function has one caller, so a name of the other one beside that caller is false. */
const PAIRS = [
  ['mp_call_first', 'mp_in_first', 'mp_in_second'],
  ['mp_call_second', 'mp_in_second', 'mp_in_first'],
] as const;

test('of two libraries that lie at one address by turns each has its own samples', async (context) => {
  const workload = await startWorkload('remapper', '--seconds', '3', '--stay-us', '3000');
  const recorded = new RecordedSession({ pids: [workload.pid], events: ['on-cpu'], frequencyHz: 499 });
  const truth = await recorded.during(workload.run());
  const { samples } = recorded.finish();
  await workload.end();

  assert.ok((truth['samePlace'] as number) > 0.5 * (truth['rounds'] as number), 'they do not lie at one address');
  const ticks = samples.filter(({ kind }) => kind === SampleKind.onCpu);
  const below = (...names: readonly string[]): number =>
    Number(sum(ticks.filter(({ frames }) => names.every((name) => frames.includes(name))).map(({ count }) => count)));
  for (const [caller, callee, other] of PAIRS) {
    const [right, wrong, all] = [below(caller, callee), below(caller, other), below(caller)];
    context.diagnostic(`${caller}: ${right} of ${all} in ${callee}, ${wrong} in ${other}`);
    assert.equal(wrong, 0, `${wrong} of ${all} samples of ${caller} bear the name of the other library`);
    assert.ok(right > 0.5 * all, `${right} of ${all} samples of ${caller} have its function`);
  }
});
