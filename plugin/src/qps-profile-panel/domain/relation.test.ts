import type { PairedPoint } from './pair-points';
import { relationOf } from './relation';

const pointsOf = (throughput: number[]): PairedPoint[] =>
  throughput.map((value, row) => ({ fromUnixMs: row, toUnixMs: row + 1, throughput: value, row }));

/** Numbers without order, from a linear congruence: the same in every run. */
function scrambled(count: number): number[] {
  let state = 1;
  return Array.from({ length: count }, () => (state = (state * 1103515245 + 12345) % 2147483648) / 2147483648);
}

describe('relationOf', () => {
  it('asks for ten points', () => {
    expect(relationOf(pointsOf([1, 2, 3]), { shares: [1, 2, 3] })).toEqual({ kind: 'too-few', points: 3, needed: 10 });
  });

  it('does not read the noise of a constant throughput', () => {
    const throughput = scrambled(50).map((value) => 2500 + 20 * value);
    const relation = relationOf(pointsOf(throughput), { shares: throughput });
    expect(relation).toMatchObject({ kind: 'steady', points: 50 });
  });

  it('tells a share that never changes from a constant throughput', () => {
    const throughput = scrambled(50).map((value) => 1000 + 1000 * value);
    const relation = relationOf(pointsOf(throughput), { shares: throughput.map(() => 0.25) });
    expect(relation).toEqual({ kind: 'constant-share', points: 50 });
    expect(relationOf(pointsOf(throughput.map(() => 0)), { shares: throughput }).kind).toBe('steady');
  });

  it('finds a share that rises with throughput', () => {
    const throughput = scrambled(50).map((value) => 1000 + 1000 * value);
    const noise = scrambled(60).slice(10);
    const shares = throughput.map((value, index) => value / 10_000 + 0.02 * noise[index]!);
    const relation = relationOf(pointsOf(throughput), { shares });
    expect(relation.kind === 'related' && relation.correlation.low).toBeGreaterThan(0.5);
  });

  it('does not trust points that follow each other', () => {
    const ramp = Array.from({ length: 50 }, (_, index) => 1000 + index * 20);
    expect(relationOf(pointsOf(ramp), { shares: ramp })).toMatchObject({ kind: 'too-alike', points: 50 });
  });
});
