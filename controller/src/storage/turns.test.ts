import assert from 'node:assert/strict';
import { it } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { Turns } from './turns.ts';

it('turns are taken one after the other, in the order of who came', async () => {
  const turns = new Turns();
  const seen: string[] = [];
  const work = async (name: string): Promise<void> => {
    const end = await turns.take();
    seen.push(`${name} begins`);
    await turn();
    seen.push(`${name} ends`);
    end();
  };
  await Promise.all([work('first'), work('second')]);
  await work('third');
  assert.deepEqual(
    seen,
    ['first', 'second', 'third'].flatMap((name) => [`${name} begins`, `${name} ends`])
  );
});
