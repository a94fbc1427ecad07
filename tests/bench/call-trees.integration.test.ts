import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { test } from 'node:test';
import { type CallTree, judgeTreeStack } from './call-tree-truth.ts';
import { weightWhere } from './observed-stack.ts';
import { TREES } from './rows/exact-stacks.ts';
import { observe } from './session-observer.ts';
import { startGated, workloadFile } from './subjects/gated-program.ts';
import { findThreadEntries, reachesEntry } from './thread-entries.ts';

/**
 * The bench asks for 99 % of some thousand stacks. Here are some hundred, of a program that may still be starting: 97 %
 * leaves room for a handful.
 */
const LEAST_SHARE = 0.97;
const LEAST_STACKS = 100;
const SECONDS = 2;

for (const { program, title, seconds, root } of TREES) {
  const isMissing = !existsSync(workloadFile(program)) && `${program} is not built: its compiler is missing here`;
  test(
    `${title}: stacks on and off CPU are the program's own paths`,
    { skip: isMissing, timeout: 120_000 },
    async () => {
      const entries = await findThreadEntries();
      const gated = await startGated(program, seconds(SECONDS));
      try {
        let truth: CallTree | undefined;
        const observed = await observe({
          pids: [gated.pid],
          events: ['on-cpu', 'off-cpu'],
          frequencyHz: 499,
          until: async () => (truth = (await gated.work()) as unknown as CallTree),
        });
        for (const stacks of [observed.onCpu ?? [], observed.offCpu ?? []]) {
          const judge = (verdict: string) =>
            weightWhere(
              stacks,
              (stack) =>
                judgeTreeStack(stack, truth!, { root, isWhole: reachesEntry(stack.frames, entries) }) === verdict
            );
          const [exact, wrong] = [judge('exact'), judge('wrong')];
          assert.ok(exact >= LEAST_STACKS, `${exact} exact stacks`);
          assert.ok(exact / (exact + wrong) >= LEAST_SHARE, `${exact} exact, ${wrong} wrong`);
        }
      } finally {
        await gated.end();
      }
    }
  );
}
