import type { AlertDelivery } from '@meshprof/contracts';
import { makeTask } from '../../../testing/fixtures';
import { bandsOfAlerts, bandsOfTasks } from './window-bands';

const at = (time: string) => Date.parse(`2026-11-24T16:${time}Z`);
const window = { fromUnixMs: at('10:00'), toUnixMs: at('20:00') };

it('bandsOfTasks draws what ran in the window, and until now what still runs', () => {
  const run = (id: string, startedAt?: string, endedAt?: string) =>
    makeTask({
      id,
      startedAt: startedAt && new Date(at(startedAt)).toISOString(),
      endedAt: endedAt && new Date(at(endedAt)).toISOString(),
    });
  const bands = bandsOfTasks(
    [run('before', '01:00', '02:00'), run('in', '11:00', '12:00'), run('now', '19:00'), run('never')],
    window
  );
  expect(bands.map(({ id, fromUnixMs, toUnixMs }) => [id, fromUnixMs, toUnixMs])).toEqual([
    ['task-in', at('11:00'), at('12:00')],
    ['task-now', at('19:00'), window.toUnixMs],
  ]);
  expect(bands[0]?.href).toContain('/tasks/in');
});

it('bandsOfAlerts leaves out what was no alert', () => {
  const alert = (more: Partial<AlertDelivery>): AlertDelivery => ({
    id: 'a',
    source: 'grafana',
    outcome: 'accepted',
    alertName: 'Slow',
    fingerprint: 'f',
    labels: {},
    usedLabels: {},
    notes: [],
    receivedAt: new Date(at('12:00')).toISOString(),
    lastReceivedAt: new Date(at('12:00')).toISOString(),
    repeats: 0,
    ...more,
  });
  const bands = bandsOfAlerts(
    [
      alert({ startsAt: new Date(at('09:00')).toISOString(), resolvedAt: new Date(at('11:00')).toISOString() }),
      alert({ id: 'b', taskId: 't' }),
      alert({ id: 'c', outcome: 'rejected' }),
    ],
    window
  );
  expect(bands.map(({ id, fromUnixMs, toUnixMs }) => [id, fromUnixMs, toUnixMs])).toEqual([
    ['alert-a', at('09:00'), at('11:00')],
    ['alert-b', at('12:00'), window.toUnixMs],
  ]);
  expect(bands[1]?.href).toContain('/tasks/t');
});
