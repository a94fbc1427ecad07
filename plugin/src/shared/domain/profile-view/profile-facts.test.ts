import type { ProfileTypeId } from '@meshprof/contracts';
import { makeTaskTarget } from '../../../testing/fixtures';
import { profileFacts } from './profile-facts';
import { profileWarnings } from './profile-warnings';

const clean = { total: 15e9, nodes: 10, truncatedShare: 0, unnamedShare: 0, nameShares: {}, quantum: 10_101_010 };
const known = (progress: Partial<ReturnType<typeof makeTaskTarget>['progress']> = {}) => ({
  progress: { ...makeTaskTarget().progress, ...progress },
});
const typed = (id: ProfileTypeId) => ({ id, grafanaUnit: 'ns' });
const valueOf = (facts: ReturnType<typeof profileFacts>, id: string) => facts.find((fact) => fact.id === id)?.value;

describe('profileFacts', () => {
  it('relates CPU time to the time that passed', () => {
    const facts = profileFacts(typed('on-cpu'), clean, known());
    expect(valueOf(facts, 'total')).toBe('15.00 s');
    expect(valueOf(facts, 'cpus')).toBe('1.50');
    expect(valueOf(facts, 'samples')).toBe('990');
    expect(valueOf(facts, 'lost')).toBe('1.0 %');
  });

  it('counts switches a second', () => {
    const facts = profileFacts(typed('off-cpu-switches'), { ...clean, total: 12_340 }, known());
    expect(valueOf(facts, 'total')).toBe('12,340');
    expect(valueOf(facts, 'rate')).toBe('1,234');
  });

  it('calls each count what it counts', () => {
    const titleOf = (typeId: ProfileTypeId) =>
      profileFacts(typed(typeId), clean, known()).find(({ id }) => id === 'total')?.title;
    expect(titleOf('page-faults')).toBe('Page faults');
    expect(titleOf('wakeups')).toBe('Ended waits');
    expect(titleOf('loop-stalls')).toBe('Time in stalls');
  });

  it('does not divide by a time it does not know', () => {
    const target = known({ elapsedMs: 0, samplesKept: 0, samplesLost: 0, switches: 0 });
    expect(valueOf(profileFacts(typed('on-cpu'), clean, target), 'cpus')).toBe('unknown');
    expect(valueOf(profileFacts(typed('on-cpu'), clean, target), 'lost')).toBe('0 %');
  });
});

describe('profileFacts of what only a store knows', () => {
  it('counts samples by what they are all multiples of, and claims nothing about the time that passed', () => {
    const facts = profileFacts(typed('on-cpu'), { ...clean, total: 10_101_010 * 1234 }, {});
    expect(valueOf(facts, 'samples')).toBe('1,234');
    expect(facts.map(({ id }) => id)).toEqual(['total', 'samples', 'unnamed', 'truncated']);
    expect(profileFacts(typed('off-cpu-time'), clean, {}).map(({ id }) => id)).toEqual([
      'total',
      'unnamed',
      'truncated',
    ]);
  });

  it('has a total of other programs’ types', () => {
    const [total] = profileFacts({ grafanaUnit: 'bytes' }, { ...clean, total: 2048 }, {});
    expect(total?.value).toBe('2.00 KiB');
  });

  it('knows no samples of sessions with different frequencies', () => {
    expect(valueOf(profileFacts(typed('on-cpu'), { ...clean, quantum: 10 }, {}), 'samples')).toBe('unknown');
  });

  it('counts the samples of a part, not of the whole', () => {
    const facts = profileFacts(typed('on-cpu'), { ...clean, total: 10_101_010 * 50 }, { ...known(), isPart: true });
    expect(valueOf(facts, 'samples')).toBe('50');
    expect(valueOf(facts, 'lost')).toBeUndefined();
  });
});

describe('profileWarnings', () => {
  const withSamples = (samplesKept: number, samplesLost = 0) => known({ samplesKept, samplesLost, switches: 0 });
  const idsOf = (...parameters: Parameters<typeof profileWarnings>) =>
    profileWarnings(...parameters).map(({ id }) => id);

  it('is silent about a good profile', () => {
    expect(idsOf('on-cpu', clean, withSamples(990))).toEqual([]);
  });

  it('says how unsure few samples are', () => {
    const [warning] = profileWarnings('on-cpu', clean, withSamples(100));
    expect(warning?.title).toBe('Only 100 samples');
    // 1.96 · √(0.5 · 0.5 / 100) = 9.8 points
    expect(warning?.advice).toContain('10 percentage points');
    expect(profileWarnings('on-cpu', clean, withSamples(1))[0]?.title).toBe('Only one sample');
  });

  it('does not judge waits by the number of CPU samples', () => {
    expect(idsOf('off-cpu-time', clean, withSamples(3))).toEqual([]);
  });

  it('names losses, truncated stacks and unnamed frames that matter', () => {
    const content = { ...clean, total: 1, truncatedShare: 0.2, unnamedShare: 0.5 };
    expect(idsOf('on-cpu', content, withSamples(900, 100))).toEqual(['lost', 'truncated', 'unnamed']);
    expect(idsOf('on-cpu', { ...content, truncatedShare: 0.01, unnamedShare: 0.1 }, withSamples(9990, 10))).toEqual([]);
  });

  it('say why samples, stacks and their ends are missing, and what to do', () => {
    const lossy = (lostByCause: Record<string, number>) =>
      known({ elapsedMs: 1, samplesKept: 900, samplesLost: 100, switches: 1000, lostByCause });
    const target = lossy({ 'on-cpu.ring-full': 100, 'off-cpu.ring-full': 8, 'off-cpu.event-missed': 4 });
    expect(profileWarnings('on-cpu', clean, target)[0]?.advice).toContain('buffer between kernel and agent was full');
    const [wait] = profileWarnings('off-cpu-time', clean, target);
    expect(wait?.title).toBe('1.2 % of the switches lost their stack');
    expect(wait?.advice).toContain('under [unsampled]');
    expect(profileWarnings('off-cpu-time', clean, lossy({ 'off-cpu.account-refused': 500 }))).toEqual([]);
    const content = { ...clean, truncatedShare: 0.2, truncationCause: 'no-unwind-info' };
    expect(profileWarnings('off-cpu-time', content, lossy({}))[0]?.advice).toContain('-fno-omit-frame-pointer');
  });
});
