import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import type { FlameGraph } from '../store/query-types.ts';
import type { StoreQuery } from '../store/store-types.ts';
import { answerDataSourceQuery } from './data-source-query.ts';
import { STORE_UID } from './data-sources.ts';
import { profileFrame } from './profile-frame.ts';

const golden = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(`../../../tests/golden/${name}`, import.meta.url), 'utf8'));

interface DsRequest {
  queries: Array<{ datasource: { uid: string; type: string }; [key: string]: unknown }>;
}

/** The request that was recorded, for our one data source. */
function recordedRequest(name: string): DsRequest {
  const request = golden(name) as DsRequest;
  for (const { datasource } of request.queries) datasource.uid = STORE_UID;
  return request;
}

const SVC_DS: FlameGraph = {
  names: ['total', 'main', 'work'],
  levels: [
    { values: ['0', '1010101000', '0', '0'] },
    { values: ['0', '1010101000', '707070700', '1'] },
    { values: ['0', '303030300', '303030300', '2'] },
  ],
  total: '1010101000',
};

function storeWith(answers: Partial<StoreQuery>): { store: StoreQuery; asked: unknown[] } {
  const asked: unknown[] = [];
  const store = new Proxy(answers, {
    get: (target, name: keyof StoreQuery) => (request: unknown) => {
      asked.push(request);
      const answer = target[name] as ((request: unknown) => unknown) | undefined;
      assert.ok(answer, `unexpected query ${name}`);
      return answer(request);
    },
  }) as StoreQuery;
  return { store, asked };
}

describe('/api/ds/query', () => {
  it('answers a profile as a recorded Grafana does', async () => {
    const { store, asked } = storeWith({
      selectMergeStacktraces: () => Promise.resolve({ ok: true, value: { flamegraph: SVC_DS } }),
    });
    const answer = await answerDataSourceQuery({ store }, recordedRequest('grafana/ds-query-profile.request.json'));
    assert.equal(answer.status, 200);
    assert.deepEqual(answer.body, golden('grafana/ds-query-profile.response.json'));
    assert.deepEqual(asked, [
      {
        start: 1795529502082,
        end: 1795529802082,
        profileTypeID: 'process_cpu:cpu:nanoseconds:cpu:nanoseconds',
        labelSelector: '{service_name="svc-ds"}',
      },
    ]);
  });

  it('answers metrics as a recorded Grafana does', async () => {
    const point = (value: number) => [{ value, timestamp: '1795529757082' }];
    const series = [
      { labels: [{ name: 'cost_category', value: 'router' }], points: point(707070700) },
      { labels: [{ name: 'cost_category', value: 'tracing' }], points: point(303030300) },
    ];
    const { store, asked } = storeWith({ selectSeries: () => Promise.resolve({ ok: true, value: { series } }) });
    const answer = await answerDataSourceQuery({ store }, recordedRequest('grafana/ds-query-metrics.request.json'));
    const expected = golden('grafana/ds-query-metrics.response.json');
    assert.deepEqual(rounded(answer.body), rounded(expected));
    assert.deepEqual((asked[0] as { step: number; groupBy: string[] }).step, 15);
    assert.deepEqual((asked[0] as { step: number; groupBy: string[] }).groupBy, ['cost_category']);
  });

  it('passes the number of nodes on', async () => {
    const { store, asked } = storeWith({
      selectMergeStacktraces: () => Promise.resolve({ ok: true, value: { flamegraph: SVC_DS } }),
    });
    const request = recordedRequest('grafana/ds-query-profile.request.json');
    Object.assign(request.queries[0] ?? {}, { maxNodes: 77 });
    await answerDataSourceQuery({ store }, request);
    assert.equal((asked[0] as { maxNodes: number }).maxNodes, 77);
  });

  it('reports what the store refuses inside the result, with its status', async () => {
    const error = { code: 'invalid_argument', message: 'bad selector' } as const;
    const { store } = storeWith({ selectMergeStacktraces: () => Promise.resolve({ ok: false, error }) });
    const answer = await answerDataSourceQuery({ store }, recordedRequest('grafana/ds-query-profile.request.json'));
    assert.deepEqual(answer, { status: 400, body: { results: { A: { status: 400, error: 'bad selector' } } } });
  });

  it('refuses unknown data sources and malformed requests without asking the store', async () => {
    const { store, asked } = storeWith({});
    const foreign = golden('grafana/ds-query-profile.request.json');
    assert.equal((await answerDataSourceQuery({ store }, foreign)).status, 404);
    for (const bad of [null, {}, { from: 'now-1h', to: 'now', queries: [] }, { from: 1, to: 2, queries: [{}] }]) {
      assert.equal((await answerDataSourceQuery({ store }, bad)).status, 400);
    }
    assert.deepEqual(asked, []);
  });
});

describe('nested set of a flame graph', () => {
  const options = { refId: 'A', unit: 'short' };

  it('keeps every value of a recorded merge, level by level', () => {
    const { flamegraph } = golden('pyroscope/select-merge-stacktraces.response.json') as { flamegraph: FlameGraph };
    const [level = [], value = [], self = [], label = []] = profileFrame(flamegraph, options).data.values;
    const nodes = flamegraph.levels.flatMap(({ values }, depth) =>
      Array.from({ length: values.length / 4 }, (_, i) => [
        depth,
        Number(values[4 * i + 1]),
        Number(values[4 * i + 2]),
        flamegraph.names[Number(values[4 * i + 3])],
      ])
    );
    const names = namesOf(profileFrame(flamegraph, options));
    const rows = level.map((depth, row) => [depth, value[row], self[row], names[label[row] ?? -1]]);
    assert.deepEqual(rows.toSorted(), nodes.toSorted());
    assert.equal(
      self.reduce((sum, own) => sum + own, 0),
      value[0]
    );
  });

  it('puts children under the parent that spans them, also after a gap', () => {
    // a(6): x(2); b(4): y(3), which begins exactly where a ends.
    const frame = profileFrame(
      {
        names: ['total', 'a', 'b', 'x', 'y'],
        levels: [
          { values: ['0', '10', '0', '0'] },
          { values: ['0', '6', '4', '1', '0', '4', '1', '2'] },
          { values: ['0', '2', '2', '3', '4', '3', '3', '4'] },
        ],
      },
      options
    );
    assert.deepEqual(frame.data.values, [
      [0, 1, 2, 1, 2],
      [10, 6, 2, 4, 3],
      [0, 4, 2, 1, 3],
      [0, 1, 2, 3, 4],
    ]);
  });

  it('makes an empty frame of an empty flame graph', () => {
    assert.deepEqual(profileFrame({ names: [], levels: [] }, options).data.values, [[], [], [], []]);
  });
});

function namesOf(frame: ReturnType<typeof profileFrame>): string[] {
  const field = frame.schema.fields.find(({ name }) => name === 'label') as {
    config: { type: { enum: { text: string[] } } };
  };
  return field.config.type.enum.text;
}

/** Rates are quotients: equal to the last digits only. */
function rounded(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value), (_key, item: unknown) =>
    typeof item === 'number' && !Number.isInteger(item) ? Number(item.toPrecision(12)) : item
  );
}
