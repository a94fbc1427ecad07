import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Listener } from '../store-types.ts';
import { exportBytes, type RequestSpec } from '../testing/export-request.ts';
import { ANY_PORT, TemporaryStore } from '../testing/temporary-store.ts';

const CPU = 'process_cpu:cpu:nanoseconds:cpu:nanoseconds';
const START = 1_700_000_000_000;
const RANGE = { start: START, end: START + 60_000 };

let temporary: TemporaryStore;
let api: Listener;

/** Two services, two categories, values at 0, 10, 15 and 31 seconds. */
const PROFILES: RequestSpec[] = [
  { timeMs: START, samples: [sample('tracing', 1), sample('router', 10)] },
  { timeMs: START + 10_000, samples: [sample('tracing', 2)] },
  { timeMs: START + 15_000, samples: [sample('tracing', 4)] },
  { timeMs: START + 31_000, resource: { 'service.name': 'b', 'k8s.pod.name': 'p' }, samples: [sample('router', 100)] },
];

function sample(category: string, value: number) {
  return { stack: 'main', values: [value], attributes: { cost_category: category } };
}

before(async () => {
  temporary = await TemporaryStore.open();
  const client = await temporary.client();
  for (const profile of PROFILES) {
    await client.export(exportBytes({ resource: { 'service.name': 'a' }, period: 1n, ...profile }));
  }
  api = await temporary.store.startQueryApi(ANY_PORT);
});

after(() => temporary.remove());

async function ask(method: string, body: unknown, headers: Record<string, string> = {}) {
  const response = await fetch(`http://127.0.0.1:${api.port}/querier.v1.QuerierService/${method}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  return { status: response.status, answer: (await response.json()) as Record<string, unknown> };
}

async function points(request: Record<string, unknown>): Promise<Record<string, [number, number][]>> {
  const { status, answer } = await ask('SelectSeries', {
    ...RANGE,
    profileTypeID: CPU,
    labelSelector: '{}',
    step: 15,
    ...request,
  });
  assert.equal(status, 200);
  type Answer = { labels?: { value: string }[]; points: { timestamp: string; value: number }[] }[];
  return Object.fromEntries(
    ((answer['series'] ?? []) as Answer).map(({ labels, points }) => [
      (labels ?? []).map(({ value }) => value).join('/'),
      points.map(({ timestamp, value }) => [(Number(timestamp) - START) / 1000, value]),
    ])
  );
}

test('a value belongs to the step that ends at or after it', async () => {
  assert.deepEqual(await points({}), {
    '': [
      [0, 11],
      [15, 6],
      [45, 100],
    ],
  });
  assert.deepEqual(await points({ step: 10.5, labelSelector: '{service_name="a"}' }), {
    '': [
      [0, 11],
      [10.5, 2],
      [21, 4],
    ],
  });
});

test('series are grouped, limited to the largest, and averaged', async () => {
  assert.deepEqual(await points({ groupBy: ['service_name', 'cost_category'], step: 60 }), {
    'router/a': [[0, 10]],
    'router/b': [[60, 100]],
    'tracing/a': [
      [0, 1],
      [60, 6],
    ],
  });
  assert.deepEqual(Object.keys(await points({ groupBy: ['cost_category'], limit: 1 })), ['router']);
  const average = await points({
    labelSelector: '{service_name="a"}',
    aggregation: 'TIME_SERIES_AGGREGATION_TYPE_AVERAGE',
  });
  assert.deepEqual(average, {
    '': [
      [0, 5.5],
      [15, 3],
    ],
  });
  assert.deepEqual(await points({ groupBy: ['absent'], labelSelector: '{cost_category="router"}' }), {
    '': [
      [0, 10],
      [45, 100],
    ],
  });
});

test('numbers may be text, and absent fields are zero', async () => {
  const text = { start: String(RANGE.start), end: String(RANGE.end), name: 'service_name' };
  assert.deepEqual((await ask('LabelValues', text)).answer, { names: ['a', 'b'] });
  assert.deepEqual((await ask('LabelValues', { ...RANGE, name: 'absent', matchers: null, unknown: 1 })).answer, {});
  const missing = await ask('ProfileTypes', {});
  assert.equal(missing.status, 400);
  assert.deepEqual(missing.answer, { code: 'invalid_argument', message: 'missing time range in the query' });
});

test('names that are no Prometheus identifiers are hidden unless asked for', async () => {
  const names = async (headers = {}) => (await ask('LabelNames', RANGE, headers)).answer['names'] as string[];
  assert.ok(!(await names()).includes('k8s.pod.name'));
  assert.ok((await names({ accept: '*/*;allow-utf8-labelnames=true' })).includes('k8s.pod.name'));
  assert.deepEqual((await ask('LabelValues', { ...RANGE, name: 'k8s.pod.name' })).answer, { names: ['p'] });
  assert.deepEqual(await points({ labelSelector: '{"k8s.pod.name"="p"}' }), { '': [[45, 100]] });
});

test('matchers are alternatives; labels of a time without profiles do not count', async () => {
  const values = async (request: Record<string, unknown>) =>
    (await ask('LabelValues', { ...RANGE, name: 'service_name', ...request })).answer['names'];
  assert.deepEqual(await values({ matchers: ['{service_name="a"}', '{"k8s.pod.name"="p"}'] }), ['a', 'b']);
  assert.deepEqual(await values({ matchers: ['{cost_category="tracing"}'] }), ['a']);
  assert.deepEqual(await values({ start: START + 20_000 }), ['b']);
  const sets = await ask('Series', { ...RANGE, labelNames: ['service_name', 'absent'] });
  assert.deepEqual(sets.answer, {
    labelsSet: [{ labels: [{ name: 'service_name', value: 'a' }] }, { labels: [{ name: 'service_name', value: 'b' }] }],
  });
});

const REFUSED: [method: string, body: unknown, status: number, message: RegExp][] = [
  ['ProfileTypes', '{', 400, /unmarshal message/],
  ['ProfileTypes', '[]', 400, /unmarshal message/],
  ['ProfileTypes', '{"__proto__":{"start":1}}', 400, /unmarshal message/],
  ['ProfileTypes', { start: 'yesterday', end: 2 }, 400, /unmarshal message: \/start/],
  ['ProfileTypes', { start: 3, end: 2 }, 400, /after end/],
  ['LabelValues', RANGE, 400, /name is required/],
  ['LabelNames', { ...RANGE, matchers: ['{a'] }, 400, /parsing label selector/],
  ['SelectSeries', { ...RANGE, profileTypeID: CPU, labelSelector: '{}' }, 400, /step must be/],
  ['SelectSeries', { ...RANGE, profileTypeID: CPU, labelSelector: '{}', step: 0.001 }, 400, /more than 50000 steps/],
  [
    'SelectMergeStacktraces',
    { ...RANGE, profileTypeID: CPU, labelSelector: '{}', maxNodes: 2e6 },
    400,
    /greater than allowed/,
  ],
  ['SelectMergeStacktraces', { ...RANGE, profileTypeID: CPU, labelSelector: '{}', maxNodes: -1 }, 400, /maxNodes/],
  [
    'SelectMergeStacktraces',
    { ...RANGE, profileTypeID: CPU, format: 'PROFILE_FORMAT_DOT' },
    501,
    /only PROFILE_FORMAT_FLAMEGRAPH/,
  ],
  [
    'SelectMergeStacktraces',
    { ...RANGE, profileTypeID: CPU, stackTraceSelector: { callSite: [] } },
    501,
    /not supported/,
  ],
  ['Diff', {}, 400, /got\(1\): ""/],
  ['SelectHeatmap', {}, 404, /there is no/],
];

REFUSED.forEach(([method, body, expected, message], number) => {
  test(`${method} is refused: ${message} (${number})`, async () => {
    const { status, answer } = await ask(method, body);
    assert.equal(status, expected);
    assert.deepEqual(Object.keys(answer), ['code', 'message']);
    assert.match(answer['message'] as string, message);
  });
});

test('bodies are bounded and must be JSON', async () => {
  const large = await ask('ProfileTypes', { ...RANGE, x: 'x'.repeat(2_000_000) });
  assert.equal(large.status, 413);
  const other = await ask('ProfileTypes', RANGE, { 'content-type': 'application/proto' });
  assert.equal(other.status, 415);
});

test('render answers a flame graph with its timeline', async () => {
  const query = new URLSearchParams({
    query: `${CPU}{service_name="a"}`,
    from: String(START / 1000),
    until: String(RANGE.end),
  });
  const response = await fetch(`http://127.0.0.1:${api.port}/pyroscope/render?${query.toString()}`);
  const answer = (await response.json()) as Record<string, unknown>;
  assert.deepEqual(answer['flamebearer'], {
    names: ['total', 'main'],
    levels: [
      [0, 17, 0, 0],
      [0, 17, 17, 1],
    ],
    numTicks: 17,
    maxSelf: 17,
  });
  assert.deepEqual(answer['timeline'], {
    startTime: START / 1000,
    samples: [17, 0, 0, 0],
    durationDelta: 15,
    watermarks: null,
  });
  const bad = await fetch(`http://127.0.0.1:${api.port}/pyroscope/render?query=${CPU}&from=soon`);
  assert.equal(bad.status, 400);
});

test('says that it lives, is ready, and how it is', async () => {
  for (const path of ['/healthz', '/readyz']) {
    assert.equal((await fetch(`http://127.0.0.1:${api.port}${path}`)).status, 200);
  }
  const text = await (await fetch(`http://127.0.0.1:${api.port}/metrics`)).text();
  assert.match(text, /^meshprof_store_received_profiles_total 4$/m);
  assert.match(text, /^meshprof_store_series 3$/m);
});
