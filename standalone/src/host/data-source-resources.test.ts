import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { StoreQuery } from '../store/store-types.ts';
import { profileTypesOf } from './data-source-resources.ts';

const type = { ID: 'off_cpu:off_cpu:nanoseconds::', name: 'off_cpu', sampleType: 'off_cpu', sampleUnit: 'nanoseconds' };

it('lists profile types as the Pyroscope data source does', async () => {
  const asked: unknown[] = [];
  const store = {
    profileTypes: (range: unknown) => {
      asked.push(range);
      return Promise.resolve({ ok: true, value: { profileTypes: [type] } });
    },
  } as unknown as StoreQuery;
  assert.deepEqual(await profileTypesOf(store, { start: '1000', end: '2000' }), {
    status: 200,
    body: [{ id: 'off_cpu:off_cpu:nanoseconds::', label: 'off_cpu - off_cpu' }],
  });
  assert.deepEqual(asked, [{ start: 1000, end: 2000 }]);
  assert.equal((await profileTypesOf(store, { start: 'now' })).status, 400);
});
