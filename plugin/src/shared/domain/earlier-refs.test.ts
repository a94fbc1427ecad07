import { makeTaskTarget } from '../../testing/fixtures';
import { earlierRef } from './earlier-refs';

const at = Date.parse('2026-11-24T16:00:00Z');
const ref = { labelSelector: '{task_id="t"}', from: String(at), to: String(at + 10_000) };

it('looks around the same time a day earlier, for ten minutes at least', () => {
  const { labelSelector, from, to } = earlierRef([makeTaskTarget()], ref, 'day');
  expect(labelSelector).toBe('{service_name="demo-envoy"}');
  expect(new Date(Number(from)).toISOString()).toBe('2026-11-23T15:55:05.000Z');
  expect(Number(to) - Number(from)).toBe(600_000);
});

it('takes all services of a task, whatever they are called', () => {
  const targets = ['shop', 'a.b+"'].map((service) => makeTaskTarget({ service }));
  expect(earlierRef(targets, ref, 'hour').labelSelector).toBe('{service_name=~"shop|a\\\\.b\\\\+\\""}');
});
