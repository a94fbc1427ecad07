import { LOSSES, PROFILE_TYPES } from '@meshprof/contracts';
import { makeTaskTarget } from '../../../testing/fixtures';
import { targetLosses } from './target-losses';

const lossy = (lostByCause?: Record<string, number>) =>
  makeTaskTarget({ progress: { elapsedMs: 1, samplesKept: 1, samplesLost: 0, switches: 1, lostByCause } });

describe('targetLosses', () => {
  it('gives each counter its words, largest first', () => {
    const losses = targetLosses(lossy({ 'wakers.map-full': 3, 'off-cpu.ring-full': 1234, 'names.reader-crashed': 0 }));
    expect(losses.map(({ id, amount }) => [id, amount])).toEqual([
      ['off-cpu.ring-full', '1,234 switches'],
      ['wakers.map-full', '3 waits'],
    ]);
    expect(losses[0]?.sentence).toBe(LOSSES['off-cpu.ring-full'].sentence);
  });

  it('leaves out what another kind of profile lost', () => {
    const target = lossy({ 'on-cpu.ring-full': 1, 'names.names-timed-out': 1, 'page-fault.ring-full': 1 });
    expect(targetLosses(target, 'on-cpu').map(({ id }) => id)).toEqual(['on-cpu.ring-full', 'names.names-timed-out']);
  });

  it('shows every cause of the table under some kind of profile', () => {
    const all = lossy(Object.fromEntries(Object.keys(LOSSES).map((id) => [id, 1])));
    const shown = new Set(PROFILE_TYPES.flatMap(({ id }) => targetLosses(all, id).map((loss) => loss.id)));
    expect([...shown].sort()).toEqual(Object.keys(LOSSES).sort());
  });

  it('shows the counter of a newer agent, and nothing for an older one', () => {
    expect(targetLosses(lossy({ 'gpu.ring-full': 2 }))[0]).toMatchObject({ title: 'gpu.ring-full', amount: '2' });
    expect(targetLosses(lossy(undefined))).toEqual([]);
  });
});
