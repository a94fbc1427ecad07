import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { StoreQuery } from '../store/store-types.ts';
import { answerResource } from './data-source-resources.ts';

const range = { start: '1000', end: '2000' };

const store = {
  profileTypes: () =>
    Promise.resolve({ ok: true, value: { profileTypes: [{ ID: 'a:b:c:d:e', name: 'a', sampleType: 'b' }] } }),
  labelNames: (request: object) => Promise.resolve({ ok: true, value: { names: [JSON.stringify(request)] } }),
  labelValues: () => Promise.resolve({ ok: false, error: { code: 'invalid_argument', message: 'name is required' } }),
} as unknown as StoreQuery;

test('answers what the query editor of the data source asks for', async () => {
  assert.deepEqual(await answerResource(store, 'profileTypes', range), {
    status: 200,
    body: [{ id: 'a:b:c:d:e', label: 'a - b' }],
  });
  const { body } = await answerResource(store, 'labelNames', { ...range, query: '{a="b"}' });
  assert.deepEqual(JSON.parse((body as string[])[0]!), { start: 1000, end: 2000, matchers: ['{a="b"}'] });
});

test('says what is wrong with a request', async () => {
  assert.deepEqual(await answerResource(store, 'labelValues', range), {
    status: 400,
    body: { message: 'name is required' },
  });
  assert.equal((await answerResource(store, 'labelNames', { start: 'now', end: '1' })).status, 400);
  assert.equal((await answerResource(store, 'secrets', range)).status, 404);
});
