import { usageMeters } from './usage-meters';

const usage = {
  cpuCores: 0.95,
  rssBytes: 256 * 1024 * 1024,
  sessions: 2,
  standingSessions: 0,
  spoolBytes: 0,
  spoolAgeMs: 0,
  lastHour: { samplesKept: 0, switches: 0, exportsGivenUp: 0, lostByCause: {} },
  reportedAt: '2026-11-24T16:00:00Z',
};
const limits = {
  maxSessions: 4,
  maxCpuCores: 1,
  maxRssBytes: 1024 * 1024 * 1024,
  maxFrequencyHz: 999,
  maxDurationMs: 1,
  allowedEvents: [],
};

it('shows what an agent takes against what it may take', () => {
  expect(
    usageMeters({ usage, limits }).map(({ value, limit, share, isNear }) => [value, limit, share, isNear])
  ).toEqual([
    ['0.95', '1 CPU', 0.95, true],
    ['256 MiB', '1 GiB', 0.25, false],
    ['2', '4', 0.5, false],
  ]);
});

it('has no share without limits, and nothing of an agent that does not tell', () => {
  expect(usageMeters({ usage: { ...usage, cpuCores: undefined } }).map(({ value, share }) => [value, share])).toEqual([
    ['–', undefined],
    ['256 MiB', undefined],
    ['2', undefined],
  ]);
  expect(usageMeters({ limits })).toEqual([]);
});
