import { PROFILE_TYPES } from '@meshprof/contracts';
import { makeTask } from '../../../testing/fixtures';
import { type ComparedSide, pairWarnings, type SideFacts, sideWarnings } from './side-warnings';

const NOW_UNIX_MS = Date.UTC(2026, 10, 24, 12);
const HOUR_MS = 3_600_000;
const [ON_CPU] = PROFILE_TYPES;

const side = (more: Partial<ComparedSide> = {}): ComparedSide => ({
  labelSelector: '{service_name="shop"}',
  fromUnixMs: NOW_UNIX_MS - HOUR_MS,
  toUnixMs: NOW_UNIX_MS,
  task: undefined,
  hasData: true,
  samples: 10_000,
  frequencyHz: 99,
  ...more,
});

const ofSide = (more: Partial<SideFacts>) => sideWarnings(side(more), ON_CPU, NOW_UNIX_MS);
const ids = (warnings: Array<{ id: string }>) => warnings.map(({ id }) => id);

describe('a side without data', () => {
  const advice = (more: Partial<SideFacts>) => ofSide({ hasData: false, ...more })[0]?.advice;

  it('says why, and what to do', () => {
    expect(advice({})).toContain('always-on policy');
    expect(advice({ task: makeTask({ events: ['off-cpu'] }) })).toContain('did not record On-CPU time');
    expect(advice({ task: makeTask({ state: 'running' }) })).toContain('not done yet');
    expect(advice({ fromUnixMs: NOW_UNIX_MS + 1, toUnixMs: NOW_UNIX_MS + 2 })).toContain('still to come');
    expect(advice({ fromUnixMs: 0, toUnixMs: NOW_UNIX_MS - 8 * 24 * HOUR_MS })).toContain('7 days');
  });

  it('is no warning while it is not known', () => {
    expect(ofSide({ hasData: undefined })).toEqual([]);
  });
});

describe('a side with data', () => {
  it('warns of few samples, of a sample nobody can count, and of a task that goes on', () => {
    expect(ofSide({})).toEqual([]);
    expect(ids(ofSide({ samples: 199 }))).toEqual(['few-samples']);
    expect(ids(ofSide({ samples: undefined }))).toEqual(['mixed-frequencies']);
    expect(ids(ofSide({ task: makeTask({ state: 'running' }) }))).toEqual(['running']);
  });
});

describe('two sides', () => {
  const before = side({ fromUnixMs: NOW_UNIX_MS - 2 * HOUR_MS, toUnixMs: NOW_UNIX_MS - HOUR_MS });

  it.each([
    ['apart', before, side(), []],
    ['the same', side(), side(), ['same']],
    [
      'overlap',
      side({ fromUnixMs: NOW_UNIX_MS - 1.5 * HOUR_MS, toUnixMs: NOW_UNIX_MS - 0.5 * HOUR_MS }),
      side(),
      ['overlap'],
    ],
    ['the same time of other selections', side({ labelSelector: '{service_name="cart"}' }), side(), []],
    ['of another length', { ...before, fromUnixMs: 0 }, side(), ['lengths']],
    ['of another frequency', { ...before, frequencyHz: 19 }, side(), ['frequencies']],
    ['too small to tell the frequency', { ...before, frequencyHz: 19, samples: 5 }, side(), []],
  ])('%s', (_, left, right, warnings) => {
    expect(ids(pairWarnings(left, right))).toEqual(warnings);
  });
});
