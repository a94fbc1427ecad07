import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { Listener } from './store-types.ts';
import { RECORDED_QUERIES, RECORDED_REFUSALS } from './testing/recorded-queries.ts';
import { ANY_PORT, TemporaryStore } from './testing/temporary-store.ts';

const GOLDEN = join(import.meta.dirname, '../../../tests/golden/pyroscope');
const REQUESTS = ['cpu', 'off-cpu-time', 'off-cpu-switches'];

let temporary: TemporaryStore;
let api: Listener;

function recorded(name: string): unknown {
  return JSON.parse(readFileSync(join(GOLDEN, name), 'utf8'));
}

before(async () => {
  temporary = await TemporaryStore.open();
  const otlp = await temporary.store.startOtlpHttp(ANY_PORT);
  api = await temporary.store.startQueryApi(ANY_PORT);
  for (const name of REQUESTS) {
    const answer = await fetch(`http://127.0.0.1:${otlp.port}/v1development/profiles`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-protobuf' },
      body: readFileSync(join(GOLDEN, `otlp-request-${name}.pb`)),
    });
    assert.equal(answer.status, 200);
    assert.equal((await answer.arrayBuffer()).byteLength, 0);
  }
});

after(() => temporary.remove());

async function ask(method: string, body: unknown): Promise<{ status: number; answer: unknown }> {
  const response = await fetch(`http://127.0.0.1:${api.port}/querier.v1.QuerierService/${method}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return { status: response.status, answer: await response.json() };
}

for (const [file, method] of RECORDED_QUERIES) {
  test(`answers ${file} as Pyroscope did`, async () => {
    const { status, answer } = await ask(method, recorded(`${file}.request.json`));
    assert.equal(status, 200);
    assert.deepEqual(answer, recorded(`${file}.response.json`));
  });
}

for (const [file, method] of RECORDED_REFUSALS) {
  test(`refuses ${file} as Pyroscope did`, async () => {
    const { status, answer } = await ask(method, recorded(`${file}.request.json`));
    assert.equal(status, 400);
    assert.deepEqual(answer, recorded(`${file}.response.json`));
  });
}

/** The recorded comparison saw three copies of the CPU profile: a third of each of its values is ours. */
function third(value: unknown): unknown {
  return String(Number(value) / 3);
}

test('compares two selections as Pyroscope did', async () => {
  const { status, answer } = await ask('Diff', recorded('diff.request.json'));
  const { flamegraph } = recorded('diff.response.json') as {
    flamegraph: { names: string[]; levels: { values: string[] }[] } & Record<string, unknown>;
  };
  const expected = {
    ...flamegraph,
    levels: flamegraph.levels.map(({ values }) => ({
      values: values.map((value, index) => (index % 7 === 6 ? value : third(value))),
    })),
    ...Object.fromEntries(['total', 'maxSelf', 'leftTicks', 'rightTicks'].map((key) => [key, third(flamegraph[key])])),
  };
  assert.equal(status, 200);
  assert.deepEqual(answer, { flamegraph: expected });
});

test('renders a comparison as Pyroscope did', async () => {
  const { left, right } = recorded('diff.request.json') as Record<'left' | 'right', Record<string, string>>;
  const parameters = new URLSearchParams({
    leftQuery: `${left['profileTypeID']}${left['labelSelector']}`,
    leftFrom: String(left['start']),
    leftUntil: String(left['end']),
    rightQuery: `${right['profileTypeID']}${right['labelSelector']}`,
    rightFrom: String(right['start']),
    rightUntil: String(right['end']),
  });
  const response = await fetch(`http://127.0.0.1:${api.port}/pyroscope/render-diff?${parameters.toString()}`);
  const expected = recorded('render-diff.response.json') as {
    flamebearer: { levels: number[][]; numTicks: number; maxSelf: number };
    leftTicks: number;
    rightTicks: number;
  };
  const { flamebearer } = expected;
  flamebearer.levels = flamebearer.levels.map((level) =>
    level.map((value, index) => (index % 7 === 6 ? value : value / 3))
  );
  flamebearer.numTicks /= 3;
  flamebearer.maxSelf /= 3;
  expected.leftTicks /= 3;
  expected.rightTicks /= 3;
  assert.deepEqual(await response.json(), expected);
});
