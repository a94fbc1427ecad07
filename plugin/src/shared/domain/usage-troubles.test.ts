import { type Agent, LOSSES } from '@meshprof/contracts';
import { makeAgent } from '../../testing/fixtures';
import { lostSampleShare, usageTroubles } from './usage-troubles';

const limits = {
  maxSessions: 4,
  maxCpuCores: 1,
  maxRssBytes: 1024 ** 3,
  maxFrequencyHz: 999,
  maxDurationMs: 1,
  allowedEvents: [],
};
const usage: NonNullable<Agent['usage']> = {
  cpuCores: 0.04,
  rssBytes: 120 * 1024 ** 2,
  sessions: 1,
  standingSessions: 0,
  spoolBytes: 0,
  spoolAgeMs: 0,
  lastHour: { samplesKept: 1_000, switches: 1_000, exportsGivenUp: 0, lostByCause: {} },
  reportedAt: '2026-11-24T16:00:00Z',
};

function agentWith(more: Partial<typeof usage>, lastHour: Partial<(typeof usage)['lastHour']> = {}): Agent {
  return makeAgent({ limits, usage: { ...usage, ...more, lastHour: { ...usage.lastHour, ...lastHour } } });
}

const idsOf = (agent: Agent) => usageTroubles(agent).map(({ id, severity }) => [id, severity]);

it('finds nothing wrong with an agent that does its work', () => {
  expect(idsOf(agentWith({}))).toEqual([]);
  expect(idsOf(agentWith({}, { lostByCause: { 'on-cpu.ring-full': 2 } }))).toEqual([]);
  expect(lostSampleShare(agentWith({}, { samplesKept: 0 }).usage!)).toBeUndefined();
});

it('tells what an agent’s own numbers mean, each with a next step', () => {
  const busy = agentWith(
    { cpuCores: 0.95, rssBytes: 1000 * 1024 ** 2, sessions: 4, spoolBytes: 4_096, spoolAgeMs: 120_000 },
    { exportsGivenUp: 3, lostByCause: { 'on-cpu.ring-full': 250, 'off-cpu.ring-full': 50, 'names.reader-crashed': 9 } }
  );
  expect(idsOf(busy)).toEqual([
    ['given-up', 'error'],
    ['spool', 'warning'],
    ['cpu', 'warning'],
    ['memory', 'warning'],
    ['sessions', 'warning'],
    ['lost-samples', 'warning'],
    ['lost-stacks', 'warning'],
  ]);
  const troubles = usageTroubles(busy);
  expect(troubles.every(({ remedy }) => remedy.length > 20)).toBe(true);
  expect(troubles[2]?.remedy).toContain('maxCpuCores');
  expect(troubles[5]).toMatchObject({
    title: '20.0 % of its CPU samples were lost in the last hour',
    remedy: LOSSES['on-cpu.ring-full'].remedy,
  });
});

it('says nothing of numbers that are old, or not told', () => {
  expect(idsOf({ ...agentWith({ sessions: 4 }), state: 'lost' })).toEqual([]);
  expect(idsOf({ ...agentWith({}), usage: undefined })).toEqual([]);
});
