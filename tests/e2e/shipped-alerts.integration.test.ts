import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { AlertDelivery, Page } from '@meshprof/contracts';
import { findDemoEnvoy } from '../harness/demo-envoy.ts';
import { endedTask } from '../harness/run-task.ts';
import { type RunningMeshprof, startMeshprof } from '../harness/running-meshprof.ts';
import { type ShippedAlerting, startShippedAlerting } from '../harness/shipped-alerting.ts';
import { waitFor } from '../harness/wait-for.ts';

const missing = ['prometheus', 'prometheus-alertmanager'].find((name) => spawnSync(name, ['--version']).status !== 0);
const skip = missing === undefined ? false : `${missing} is not installed (npm run setup does)`;

/** Demo Envoy → Prometheus → Alertmanager → controller → agent → profile, with the rule files that we ship. */
describe('an alert of the shipped rules', { skip, timeout: 300_000 }, () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'meshprof-shipped-alerts-'));
  let meshprof: RunningMeshprof;
  let alerting: ShippedAlerting;

  before(async () => {
    const alertsFile = path.join(folder, 'alerts.yaml');
    // On a busy machine the Envoy waits for a CPU, too, and that alert may come first.
    writeFileSync(alertsFile, 'cooldownMs: 0\n');
    meshprof = await startMeshprof({ args: ['--no-prometheus', '--alerts-file', alertsFile] });
    const { http, agentMetrics, demoEnvoyAdmin } = meshprof.ports;
    await findDemoEnvoy(meshprof);
    alerting = await startShippedAlerting({
      folder: path.join(folder, 'alerting'),
      controller: `127.0.0.1:${http}`,
      agent: `127.0.0.1:${agentMetrics}`,
      envoyAdmin: `127.0.0.1:${demoEnvoyAdmin}`,
      tokenFile: path.join(meshprof.stateDir, 'webhook-secret'),
    });
  });
  after(async () => {
    await alerting?.stop();
    await meshprof?.stop();
    rmSync(folder, { recursive: true });
  });

  interface Series {
    metric: Record<string, string>;
    value: [number, string];
  }
  async function query(expression: string): Promise<Series[]> {
    const answer = await fetch(`${alerting.url}/api/v1/query?query=${encodeURIComponent(expression)}`);
    return ((await answer.json()) as { data: { result: Series[] } }).data.result;
  }

  it('the agent measures CPU and run-queue wait of the demo’s Envoy, under the names that rules ask for', async () => {
    const [cpu] = await waitFor(
      async () => {
        const found = await query('rate(meshprof_agent_proxy_cpu_seconds_total{service_name="demo-envoy"}[10s]) > 0');
        return found.length > 0 ? found : undefined;
      },
      { what: 'a rate of CPU time', intervalMs: 500 }
    );
    assert.equal(cpu?.metric['role'], 'envoy');
    assert.ok(Number(cpu.value[1]) < 4, 'CPUs, and not ticks or milliseconds');
    assert.equal(
      (await query('meshprof_agent_proxy_run_queue_wait_seconds_total{service_name="demo-envoy"}')).length,
      1
    );
  });

  it('becomes a profile of the Envoy whose upstream has gone', async () => {
    const pidFile = path.join(meshprof.stateDir, 'demo', 'nginx', 'nginx.pid');
    process.kill(Number(readFileSync(pidFile, 'utf8')), 'SIGTERM');
    const delivery = await waitFor(
      async () => {
        const { items } = await meshprof.api<Page<AlertDelivery>>('GET', '/v1/alerts/deliveries');
        return items.find(({ alertName, outcome }) => alertName === 'MeshprofEnvoyErrors' && outcome !== 'received');
      },
      { what: 'the delivery of MeshprofEnvoyErrors', intervalMs: 500 }
    );
    assert.equal(delivery.outcome, 'accepted', JSON.stringify(delivery));
    assert.deepEqual(delivery.notes, []);
    assert.equal(delivery.usedLabels?.['service.name'], 'service');
    const task = await endedTask(meshprof, delivery.taskId ?? '');
    assert.deepEqual([task.state, task.origin, task.durationMs], ['completed', 'alert', 5_000]);
    assert.deepEqual(task.events, ['on-cpu', 'off-cpu']);
  });
});
