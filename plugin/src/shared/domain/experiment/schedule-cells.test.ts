import type { SlotResult } from '@meshprof/contracts';
import { makeExperiment } from '../../../testing/experiment-fixtures';
import { scheduleCells } from './schedule-cells';

const experiment = makeExperiment();
const [first] = experiment.slots.filter(({ phase }) => phase === 'variants') as [SlotResult];

it('is all to come in a plan', () => {
  const cells = scheduleCells([['off', 'on', 'off']]);
  expect(cells).toEqual([['off', 'on', 'off'].map((variant) => ({ variant, state: 'planned', attempt: 0 }))]);
});

it('tells what was measured, what is measured now and what does not count', () => {
  const slots: SlotResult[] = [
    { ...first, phase: 'a-a', block: 0, slot: 1 },
    { ...first, block: 0, slot: 0 },
    { ...first, block: 0, slot: 2, void: { reason: 'steal', detail: '3 % were taken.' } },
  ];
  const place = { phase: 'variants' as const, block: 0, blocks: 1, slot: 3, slots: 4, variant: 'x' };
  const states = scheduleCells([['a', 'b', 'c', 'd']], slots, { ...place, step: 'warm', leftMs: 1 });
  expect(states[0]?.map(({ state }) => state)).toEqual(['done', 'planned', 'void', 'running']);
  expect(states[0]?.[2]?.reason).toBe('3 % were taken.');
});

it('takes the last attempt of a slot', () => {
  const voided = { ...first, attempt: 0, void: { reason: 'steal' as const, detail: '' } };
  const cell = scheduleCells([['off']], [{ ...first, attempt: 1 }, voided])[0]?.[0];
  expect(cell).toMatchObject({ state: 'done', attempt: 1 });
});
