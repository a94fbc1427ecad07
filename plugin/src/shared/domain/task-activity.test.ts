import { makeTask } from '../../testing/fixtures';
import { isUnderWay } from './task-activity';

const NOW = Date.parse('2026-11-26T06:00:00Z');
const starts = (time: string, more: Parameters<typeof makeTask>[0] = { state: 'scheduled' }) =>
  isUnderWay(makeTask({ createdAt: '2026-11-26T05:00:00Z', startAt: `2026-11-26T${time}Z`, ...more }), NOW);

it('is what runs or is about to, not what starts in hours or has ended', () => {
  expect(starts('05:59:59')).toBe(true);
  expect(starts('06:00:59')).toBe(true);
  expect(starts('18:00:00')).toBe(false);
  expect(starts('18:00:00', { state: 'running' })).toBe(true);
  expect(starts('05:00:00', { state: 'completed' })).toBe(false);
});

it('is what starts at once, on a browser whose clock is late', () => {
  expect(starts('18:00:00', { state: 'scheduled', createdAt: '2026-11-26T18:00:00Z' })).toBe(true);
});
