import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { openPageSession } from '../harness/page-session.ts';
import { at } from '../harness/project.ts';
import { type RunningMeshprof, startMeshprof } from '../harness/running-meshprof.ts';
import { waitFor } from '../harness/wait-for.ts';

/** What the dashboards are tested against (plugin/src/dashboards/dashboards.test.ts). */
const recorded = JSON.parse(readFileSync(at('tests', 'golden', 'prometheus', 'metric-types.json'), 'utf8')) as Record<
  'agent' | 'controller' | 'store' | 'envoy',
  Record<string, string>
>;

interface Answer {
  results: { A: { frames: { schema: { fields: unknown[] }; data: { values: number[][] } }[] } };
}

describe('metrics of the demo', () => {
  let meshprof: RunningMeshprof;
  before(async () => {
    meshprof = await startMeshprof();
  });
  after(() => meshprof.stop());

  it('have the names that were recorded for the dashboards', async () => {
    const { http, agentMetrics, storeQuery, demoEnvoyAdmin } = meshprof.ports;
    const addresses = {
      agent: `${agentMetrics}/metrics`,
      controller: `${http}/metrics`,
      store: `${storeQuery}/metrics`,
      envoy: `${demoEnvoyAdmin}/stats/prometheus`,
    };
    for (const [program, address] of Object.entries(addresses)) {
      const wanted = Object.entries(recorded[program as keyof typeof recorded]);
      await waitFor(
        async () => {
          // The agent listens a little after the page.
          const response = await fetch(`http://127.0.0.1:${address}`).catch(() => undefined);
          const text = response?.ok ? await response.text() : '';
          const types = new Map([...text.matchAll(/^# TYPE (\S+) (\S+)$/gm)].map(([, name, type]) => [name, type]));
          return wanted.every(([name, type]) => types.get(name) === type) ? true : undefined;
        },
        { what: `every recorded metric of the ${program}` }
      );
    }
  });

  it('reach the page through its Prometheus data source', async () => {
    const page = await openPageSession(meshprof);
    const query = {
      refId: 'A',
      datasource: { uid: 'meshprof-prometheus', type: 'prometheus' },
      expr: 'sum(rate(envoy_http_downstream_rq_total{envoy_http_conn_manager_prefix!="admin"}[$__rate_interval]))',
      range: true,
    };
    const rates = await waitFor(
      async () => {
        const now = Date.now();
        const body = { from: String(now - 300_000), to: String(now), queries: [query] };
        const { results } = await page.post<Answer>('/api/ds/query', body);
        const values = results.A.frames[0]?.data.values[1];
        return values !== undefined && values.length > 0 ? values : undefined;
      },
      { what: 'a rate of requests', intervalMs: 1_000 }
    );
    assert.ok(rates.every((rate) => rate > 0));
  });
});
