import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Value } from 'typebox/value';
import { StoreConfigSchema, withDefaults } from './store-config.ts';

test('every setting has a default, and those given win', () => {
  const { retention, limits } = withDefaults({ retention: { maxAgeHours: 2 }, limits: { maxSeries: 5 } });
  assert.deepEqual(retention, { maxAgeHours: 2, maxBytes: 2 ** 31, intervalSeconds: 30 });
  assert.equal(limits.maxSeries, 5);
  assert.equal(limits.maxMessageBytes, 64 * 1024 * 1024);
});

test('unknown keys and impossible values are refused', () => {
  const accepts = (config: unknown): boolean => Value.Check(StoreConfigSchema, config);
  assert.ok(accepts({ dataDir: '/tmp/x' }));
  assert.ok(accepts({ dataDir: '/tmp/x', retention: { maxAgeHours: 0.5 }, limits: { maxSamplesPerProfile: 10 } }));
  assert.ok(!accepts({}));
  assert.ok(!accepts({ dataDir: '/tmp/x', retentoin: {} }));
  assert.ok(!accepts({ dataDir: '/tmp/x', retention: { maxAge: 5 } }));
  assert.ok(!accepts({ dataDir: '/tmp/x', retention: { maxAgeHours: -1 } }));
  assert.ok(!accepts({ dataDir: '/tmp/x', limits: { maxMessageBytes: 1 } }));
});
