import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { CpuBudget } from './cpu-budget.ts';

/** The levels after each look, as `divisor/dropped`. */
function levels(budget: CpuBudget, used: number[], sessions = 4): string[] {
  return used.map((usedPercent) => {
    const { divisor, dropped } = budget.look({ usedPercent, budgetPercent: 1, sessions });
    return `${divisor}/${dropped}`;
  });
}

describe('CPU budget of standing sessions', () => {
  it('does nothing within it, nor for a single look over it', () => {
    assert.deepEqual(levels(new CpuBudget(), [0.9, 5, 0.9, 5, 0.9]), ['1/0', '1/0', '1/0', '1/0', '1/0']);
  });

  it('halves the frequency down to an eighth, then drops half of the processes', () => {
    const used = [2, 2, 2, 2, 2, 2, 2, 2];
    assert.deepEqual(levels(new CpuBudget(), used), ['1/0', '2/0', '2/0', '4/0', '4/0', '8/0', '8/0', '8/2']);
  });

  it('comes back late: first the processes, then the frequency', () => {
    const budget = new CpuBudget();
    levels(budget, [2, 2, 2, 2, 2, 2, 2, 2]);
    const after = levels(
      budget,
      Array.from({ length: 60 }, () => 0.1),
      2
    );
    assert.deepEqual([...new Set(after)], ['8/2', '8/1', '8/0', '4/0', '2/0', '1/0']);
    assert.equal(after.filter((level) => level === '8/2').length, 9);
  });

  it('stays where it is between', () => {
    const budget = new CpuBudget();
    levels(budget, [2, 2]);
    assert.deepEqual(
      new Set(
        levels(
          budget,
          Array.from({ length: 30 }, () => 0.6)
        )
      ),
      new Set(['2/0'])
    );
  });

  it('begins anew when there is nothing to hold down', () => {
    const budget = new CpuBudget();
    levels(budget, [2, 2]);
    assert.deepEqual(levels(budget, [0], 0), ['1/0']);
  });
});
