import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, describe, it } from 'node:test';
import type { StoreQuery } from '../store/store-types.ts';
import { answerDataSourceQuery } from './data-source-query.ts';
import { DEMO_SCRAPE_INTERVAL, PROMETHEUS_UID, type PrometheusSource } from './data-sources.ts';

const START = 1_641_889_530_000;

describe('a Prometheus query through /api/ds/query', () => {
  const asked: URLSearchParams[] = [];
  let reply: { status: number; body: string } = { status: 200, body: '' };
  let prometheus: PrometheusSource = { url: '' };
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (chunk: string) => (body += chunk));
    request.on('end', () => {
      assert.equal(request.url, '/api/v1/query_range');
      asked.push(new URLSearchParams(body));
      response.writeHead(reply.status, { 'content-type': 'application/json' }).end(reply.body);
    });
  });

  before(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    prometheus = { url: `http://127.0.0.1:${port}`, scrapeInterval: DEMO_SCRAPE_INTERVAL };
  });
  after(() => server.close());

  const query = (more: object, sources: { prometheus?: PrometheusSource } = { prometheus }) => {
    const request = {
      from: String(START),
      to: String(START + 2_000),
      queries: [{ refId: 'A', datasource: { uid: PROMETHEUS_UID, type: 'prometheus' }, range: true, ...more }],
    };
    return answerDataSourceQuery({ store: {} as StoreQuery, ...sources }, request);
  };
  const answerWith = (result: unknown[]) => {
    reply = { status: 200, body: JSON.stringify({ status: 'success', data: { resultType: 'matrix', result } }) };
  };
  const series = (metric: object, values: string[]) => ({
    metric,
    values: values.map((value, index) => [START / 1_000 + index, value]),
  });

  it('answers as Grafana does (its own test data, range_infinity)', async () => {
    answerWith([series({}, ['+Inf', '+Inf', '+Inf'])]);
    const { status, body } = await query({ expr: '1 / 0', interval: '1s', maxDataPoints: 100 });
    assert.equal(status, 200);
    assert.deepEqual(body, {
      results: {
        A: {
          status: 200,
          frames: [
            {
              schema: {
                refId: 'A',
                meta: {
                  type: 'timeseries-multi',
                  typeVersion: [0, 1],
                  custom: { calculatedMinStep: 1000, resultType: 'matrix' },
                  executedQueryString: 'Expr: 1 / 0\nStep: 1s',
                },
                fields: [
                  { name: 'Time', type: 'time', typeInfo: { frame: 'time.Time' }, config: { interval: 1000 } },
                  {
                    name: 'Value',
                    type: 'number',
                    typeInfo: { frame: 'float64' },
                    labels: {},
                    config: { displayNameFromDS: '1 / 0' },
                  },
                ],
              },
              data: {
                values: [
                  [1641889530000, 1641889531000, 1641889532000],
                  [null, null, null],
                ],
                entities: [null, { Inf: [0, 1, 2] }],
              },
            },
          ],
        },
      },
    });
  });

  it('asks for whole steps and with the macros filled in', async () => {
    answerWith([]);
    await query({ expr: 'rate(a_total[$__rate_interval])', maxDataPoints: 1 });
    assert.deepEqual(Object.fromEntries(asked.at(-1) ?? []), {
      query: 'rate(a_total[20s])',
      start: String(Math.floor(START / 5_000) * 5),
      end: String(Math.floor((START + 2_000) / 5_000) * 5),
      step: '5',
    });
  });

  it('takes a Prometheus whose scrapes it does not know for one of every 15 s, as Grafana does', async () => {
    answerWith([]);
    const { url } = prometheus;
    await query({ expr: 'rate(a_total[$__rate_interval])', maxDataPoints: 1 }, { prometheus: { url } });
    assert.equal(asked.at(-1)?.get('query'), 'rate(a_total[1m])');
  });

  it('names series as the legend says', async () => {
    answerWith([series({ __name__: 'up', job: 'a', node: 'n1' }, ['1'])]);
    const nameWith = async (legendFormat?: string) => {
      const { body } = await query({ expr: 'up', ...(legendFormat !== undefined && { legendFormat }) });
      const { A } = (
        body as { results: { A: { frames: { schema: { fields: { name: string; config?: object }[] } }[] } } }
      ).results;
      const field = A.frames[0]?.schema.fields[1];
      return [field?.name, field?.config];
    };
    assert.deepEqual(await nameWith('{{job}} on {{ node }}{{none}}'), ['up', { displayNameFromDS: 'a on n1' }]);
    assert.deepEqual(await nameWith(), ['up', { displayNameFromDS: 'up{job="a", node="n1"}' }]);
    // Grafana's front end names these by their labels.
    assert.deepEqual(await nameWith('__auto'), ['up', undefined]);
  });

  it('answers one frame without fields where nothing matches', async () => {
    answerWith([]);
    const { status, body } = await query({ expr: 'nothing' });
    assert.equal(status, 200);
    const { A } = (body as { results: { A: { frames: { schema: { fields: unknown[] } }[] } } }).results;
    assert.deepEqual(
      A.frames.map(({ schema }) => schema.fields),
      [[]]
    );
  });

  it('passes on what Prometheus refuses, with its status', async () => {
    const error = { status: 'error', errorType: 'bad_data', error: 'invalid parameter "query": 1:3: parse error' };
    reply = { status: 400, body: JSON.stringify(error) };
    assert.deepEqual(await query({ expr: 'up{' }), {
      status: 400,
      body: {
        results: {
          A: {
            status: 400,
            error: 'bad_data: invalid parameter "query": 1:3: parse error',
            errorSource: 'downstream',
          },
        },
      },
    });
  });

  it('says what is wrong with an answer that is not of Prometheus, and with none', async () => {
    reply = { status: 503, body: '<html>' };
    assert.deepEqual((await query({ expr: 'up' })).status, 502);
    const { status, body } = await query({ expr: 'up' }, { prometheus: { url: 'http://127.0.0.1:9' } });
    assert.equal(status, 502);
    assert.match(JSON.stringify(body), /127\.0\.0\.1:9\/api\/v1\/query_range/);
  });

  it('is not there where no Prometheus runs', async () => {
    const { status, body } = await query({ expr: 'up' }, {});
    assert.deepEqual([status, body], [404, { results: { A: { status: 404, error: 'data source not found' } } }]);
  });

  it('refuses what it does not know without asking', async () => {
    const before = asked.length;
    assert.equal((await query({})).status, 400);
    assert.equal((await query({ expr: 'up', format: 'table' })).status, 400);
    assert.equal((await query({ expr: 'up', instant: true, range: false })).status, 501);
    assert.equal(asked.length, before);
  });
});
