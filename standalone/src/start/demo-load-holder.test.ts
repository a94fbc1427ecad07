import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ExperimentSpec } from '@meshprof/contracts';
import { DemoLoadHolder } from './demo-load-holder.ts';

function specOf(overrides: Partial<ExperimentSpec>): ExperimentSpec {
  return {
    driver: 'envoy-runtime',
    target: { adminUrl: 'http://localhost:9901/' },
    baseline: { name: 'off', knobs: [] },
    variants: [{ name: 'on', knobs: [] }],
    load: { generator: 'h2load' },
    ...overrides,
  };
}

function holder(specs: Record<string, ExperimentSpec>) {
  const calls: string[] = [];
  const load = { pause: () => void calls.push('pause'), resume: () => void calls.push('resume') };
  const adminUrl = 'http://127.0.0.1:9901';
  const made = new DemoLoadHolder({ load, adminUrl, specOf: (id) => Promise.resolve(specs[id]) });
  return { calls, made };
}

test('holds the load while one runs, also between its phases, and not while it is paused', async () => {
  const { calls, made } = holder({ a: specOf({}) });
  for (const state of ['approved', 'preflight', 'a-a', 'running'] as const) await made.stateChanged('a', state);
  assert.deepEqual(calls, ['pause']);
  for (const state of ['restoring', 'paused', 'a-a'] as const) await made.stateChanged('a', state);
  assert.deepEqual(calls, ['pause', 'resume', 'pause']);
  await made.stateChanged('a', 'restoring');
  await made.stateChanged('a', 'done');
  assert.deepEqual(calls, ['pause', 'resume', 'pause', 'resume']);
});

test('leaves it alone for external load, another proxy, and what is not known', async () => {
  const { calls, made } = holder({
    external: specOf({ load: { generator: 'external' } }),
    elsewhere: specOf({ target: { adminUrl: 'http://127.0.0.1:19901' } }),
  });
  for (const id of ['external', 'elsewhere', 'unknown']) {
    await made.stateChanged(id, 'running');
    await made.stateChanged(id, 'done');
  }
  assert.deepEqual(calls, []);
});
