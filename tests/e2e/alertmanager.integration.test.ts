import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { AlertDelivery, Page, Task } from '@meshprof/contracts';
import { targetOf } from '../../controller/src/testing/controller-under-test.ts';
import { type ServiceProcess, startServiceProcess } from '../../controller/src/testing/service-process.ts';
import { type RawReceiver, startRawReceiver } from '../../provisioning/collector/raw-otlp-receiver.ts';
import { LOGS, otlpCheck } from '../../provisioning/collector/run-collector.ts';
import { freePorts } from '../harness/free-ports.ts';
import { type RunningAlerting, startAlerting } from '../harness/running-alerting.ts';
import { type RunningCollector, startCollector } from '../harness/running-collector.ts';
import { waitFor } from '../harness/wait-for.ts';

const TOKEN = 'a-token-for-alert-tests';
const JOIN_TOKEN = 'a-join-token-for-alert-tests';
const WEBHOOK_TOKEN = 'a-webhook-token-for-alert-tests';

const missing = ['prometheus', 'prometheus-alertmanager'].find((name) => spawnSync(name, ['--version']).status !== 0);
const skip = missing === undefined ? false : `${missing} is not installed (npm run setup does)`;

/** Prometheus → Alertmanager → controller → Collector: all real but the agent. */
describe('an alert of a real Prometheus and Alertmanager', { skip, timeout: 900_000 }, () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'meshprof-alerts-'));
  let port: number;
  let events: RawReceiver;
  let collector: RunningCollector;
  let controller: ServiceProcess;
  let alerting: RunningAlerting;

  before(async () => {
    const tokenFile = path.join(folder, 'webhook-token');
    writeFileSync(tokenFile, WEBHOOK_TOKEN);
    writeFileSync(path.join(folder, 'alerts.yaml'), 'stopOnResolve: true\n');
    [port] = (await freePorts(1)) as [number];
    events = await startRawReceiver();
    collector = await startCollector(events.port);
    alerting = await startAlerting({
      folder: path.join(folder, 'alerting'),
      webhookUrl: `http://127.0.0.1:${port}/webhooks/alertmanager`,
      tokenFile,
      labels: { pod: 'checkout-7d9', namespace: 'shop' },
      annotations: { meshprof_duration: '50s', summary: 'requests are slow' },
    });
    controller = await startController();
    await reportPod();
  });
  after(async () => {
    await alerting?.stop();
    await controller?.end('SIGKILL');
    await collector?.kill();
    await events?.close();
    rmSync(folder, { recursive: true });
  });

  function startController(): Promise<ServiceProcess> {
    const env = {
      MESHPROF_STATE_DIR: path.join(folder, 'controller'),
      MESHPROF_TOKEN: TOKEN,
      MESHPROF_JOIN_TOKEN: JOIN_TOKEN,
      MESHPROF_WEBHOOK_TOKEN_FILE: path.join(folder, 'webhook-token'),
      MESHPROF_ALERTS_FILE: path.join(folder, 'alerts.yaml'),
      MESHPROF_OTLP_ENDPOINT: collector.endpoint,
    };
    return startServiceProcess(env, port);
  }

  async function api<T>(apiPath: string, bearer = TOKEN, body?: object): Promise<T> {
    const response = await fetch(`http://127.0.0.1:${port}${apiPath}`, {
      headers: { authorization: `Bearer ${bearer}`, ...(body && { 'content-type': 'application/json' }) },
      ...(body && { method: 'POST', body: JSON.stringify(body) }),
    });
    const text = await response.text();
    assert.ok(response.ok, `${apiPath}: ${response.status} ${text}`);
    return (text === '' ? undefined : JSON.parse(text)) as T;
  }

  /** What an agent says once: a controller that starts anew takes it for connected a while longer. */
  async function reportPod(): Promise<void> {
    const agent = { node: 'worker-1', machineId: 'm', version: '1', capabilities: [] };
    const { credential } = await api<{ credential: string }>('/agent/v1/register', JOIN_TOKEN, agent);
    const targets = [targetOf({ pod: 'checkout-7d9', namespace: 'shop' })];
    await api('/agent/v1/inventory', credential, { targets });
  }

  const deliveries = async () => (await api<Page<AlertDelivery>>('/v1/alerts/deliveries')).items;

  it('becomes one task, though the controller was away when it fired', async () => {
    await controller.end('SIGKILL');
    await alerting.setFiring(true);
    await waitFor(async () => ((await alerting.failedRequests()) > 0 ? true : undefined), { what: 'a failed request' });
    controller = await startController();
    const delivery = await waitFor(async () => (await deliveries())[0], { what: 'the delivery' });
    assert.equal(delivery.outcome, 'accepted', JSON.stringify(delivery));
    assert.equal(delivery.source, 'alertmanager');
    assert.equal(delivery.alertName, 'HighLatency');
    assert.deepEqual(delivery.usedLabels, { pod: 'pod', namespace: 'namespace' });
    assert.deepEqual(delivery.notes, []);
    const { items: tasks } = await api<Page<Task>>('/v1/tasks');
    assert.deepEqual(
      tasks.map(({ id, durationMs, origin }) => ({ id, durationMs, origin })),
      [{ id: delivery.taskId, durationMs: 50_000, origin: 'alert' }]
    );
  });

  it('stops its task when it ends', async () => {
    await alerting.setFiring(false);
    const delivery = await waitFor(
      async () => (await deliveries()).find(({ resolvedAt }) => resolvedAt !== undefined),
      { what: 'the end of the alert', timeoutMs: 120_000 }
    );
    assert.equal((await deliveries()).length, 1);
    assert.equal((await api<Task>(`/v1/tasks/${delivery.taskId}`)).state, 'cancelled');
  });

  it('leaves a log record of each change at the Collector', async () => {
    const [delivery] = await deliveries();
    await controller.end('SIGTERM');
    const states = await waitFor(
      () => {
        const records = events.calls.filter((call) => call.path === LOGS).flatMap((call) => decode(call.message));
        const ours = records.filter((record) => record['delivery_id'] === delivery?.id);
        return ours.length < 3 ? undefined : ours.map((record) => record['state']);
      },
      { what: 'three records' }
    );
    assert.deepEqual(states, ['received', 'accepted', 'resolved']);
  });
});

/** Attributes of each log record, read by somebody else's decoder. */
function decode(message: Buffer): Record<string, unknown>[] {
  const records = JSON.parse(otlpCheck('show-logs', message).toString()) as {
    attributes: { key: string; value: unknown }[];
  }[];
  return records.map(({ attributes }) => Object.fromEntries(attributes.map(({ key, value }) => [key, value])));
}
