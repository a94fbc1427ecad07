import assert from 'node:assert/strict';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, it } from 'node:test';
import { PrometheusClient } from './prometheus-client.ts';

const QUERY = { query: 'up', fromMs: 1_500, toMs: 3_000, stepMs: 500 };

async function withServer<T>(listener: RequestListener, use: (url: string) => Promise<T>): Promise<T> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    return await use(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

const answers =
  (status: number, body: string): RequestListener =>
  (_request, response) => {
    response.writeHead(status, { location: 'http://127.0.0.1:1/' }).end(body);
  };

describe('asking Prometheus', () => {
  it('sends query, times in seconds and headers, and reads series', async () => {
    let asked = '';
    const result = [
      {
        metric: { job: 'a' },
        values: [
          [1.5, '0.25'],
          [2, 'NaN'],
        ],
      },
    ];
    const body = JSON.stringify({ status: 'success', data: { resultType: 'matrix', result } });
    const answer = await withServer(
      (request, response) => {
        request.on('data', (chunk: Buffer) => (asked += chunk.toString()));
        request.on('end', () => {
          asked += ` ${request.url} ${request.headers.authorization}`;
          response.end(body);
        });
      },
      (url) => new PrometheusClient({ url: `${url}/prom/`, headers: { authorization: 'Basic x' } }).queryRange(QUERY)
    );
    assert.equal(asked, 'query=up&start=1.5&end=3&step=0.5&timeout=10s /prom/api/v1/query_range Basic x');
    const points = [
      { atMs: 1_500, value: 0.25 },
      { atMs: 2_000, value: Number.NaN },
    ];
    assert.deepEqual(answer, { ok: true, series: [{ labels: { job: 'a' }, points }] });
  });

  const refusals: [string, RequestListener, RegExp][] = [
    [
      'its own error',
      answers(400, '{"status":"error","errorType":"bad_data","error":"unknown function"}'),
      /refused the query: unknown function/,
    ],
    ['another program', answers(200, '<html>hello</html>'), /HTTP 200\) is not the API of Prometheus/],
    [
      'JSON of another shape',
      answers(200, '{"status":"success","data":{"resultType":"matrix","result":[1]}}'),
      /not the API/,
    ],
    // Its headers may hold a password.
    ['a redirect', answers(302, ''), /redirects \(302\); set prometheusUrl/],
    ['a hang-up', (request) => request.socket.destroy(), /could not be asked: \S/],
  ];
  for (const [name, listener, expected] of refusals) {
    it(`makes one sentence of ${name}`, async () => {
      const answer = await withServer(listener, (url) => new PrometheusClient({ url }).queryRange(QUERY));
      assert.equal(answer.ok, false);
      assert.match(answer.ok ? '' : answer.detail, expected);
    });
  }

  it('keeps its credential to itself, whatever the answer repeats', async () => {
    const listener: RequestListener = ({ headers }, response) =>
      response.end(JSON.stringify({ status: 'error', error: `bad credential ${headers.authorization}` }));
    const headers = { authorization: 'Bearer hunter2-hunter2' };
    const answer = await withServer(listener, (url) => new PrometheusClient({ url, headers }).queryRange(QUERY));
    assert.match(answer.ok ? '' : answer.detail, /refused the query: bad credential \(secret\)$/);
  });

  it('names the cause where nothing listens', async () => {
    const url = await withServer(
      () => undefined,
      (wasThere) => Promise.resolve(wasThere)
    );
    const answer = await new PrometheusClient({ url }).queryRange(QUERY);
    assert.match(answer.ok ? '' : answer.detail, /ECONNREFUSED/);
  });

  it('gives up an answer without end', async () => {
    const endless: RequestListener = (_request, response) => {
      const more = () => {
        while (response.write(Buffer.alloc(1024 * 1024, ' '))) if (response.destroyed) return;
        response.once('drain', more);
      };
      more();
    };
    const answer = await withServer(endless, (url) => new PrometheusClient({ url }).queryRange(QUERY));
    assert.match(answer.ok ? '' : answer.detail, /larger than 32 MiB/);
  });

  it('gives up one that does not come', { timeout: 60_000 }, async () => {
    const answer = await withServer(
      () => undefined,
      (url) => new PrometheusClient({ url }).queryRange(QUERY)
    );
    assert.match(answer.ok ? '' : answer.detail, /did not answer within 10 s/);
  });
});
