import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { AlertDelivery, Page, Task } from '@meshprof/contracts';
import { targetOf } from '../../../controller/src/testing/controller-under-test.ts';
import { findPostgresBinaries, startPostgresCluster } from '../../../controller/src/testing/postgres-cluster.ts';
import type { ServiceProcess } from '../../../controller/src/testing/service-process.ts';
import type { BenchContext, BenchRow } from '../bench-row.ts';
import { quantile } from '../statistics.ts';
import { startBundledController } from '../subjects/bundled-controller.ts';
import { type Answer, type SignedAlert, WebhookSender } from '../subjects/webhook-sender.ts';

const TOKEN = 'a-token-for-the-alert-bench';
const JOIN_TOKEN = 'a-join-token-for-the-alert-bench';
const WEBHOOK_SECRET = 'a-webhook-secret-for-the-alert-bench';

const REQUESTS_A_SECOND = 1_000;
const SECONDS = 10;
/** Every tenth request is sent twice, byte by byte, as by a sender whose answer got lost. */
const REPEAT_EVERY = 10;
const PODS = 200;
const MAX_TASKS = 100;
const WARM_UP_REQUESTS = 2_000;
const WARM_UP_AT_ONCE = 50;

interface Storm {
  readonly alerts: readonly SignedAlert[];
  readonly answers: readonly Answer[];
  readonly seconds: number;
}

/** A storm of signed alerts over real HTTP, against the controller, bundled as it is shipped, in a process of its own. */
export async function webhookDeliveries({ say, quick }: BenchContext): Promise<BenchRow[]> {
  const seconds = quick ? 1 : SECONDS;
  const rows = [await onDatabase('SQLite', { seconds, say })];
  const bin = findPostgresBinaries();
  if (bin === undefined) return rows;
  const cluster = await startPostgresCluster(bin);
  try {
    rows.push(
      await onDatabase('PostgreSQL (fsync off)', { seconds, say, databaseUrl: await cluster.createDatabase('bench') })
    );
  } finally {
    await cluster.remove();
  }
  return rows;
}

interface Run {
  readonly seconds: number;
  readonly say: (line: string) => void;
  readonly databaseUrl?: string;
}

async function onDatabase(name: string, { seconds, say, databaseUrl }: Run): Promise<BenchRow> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'meshprof-bench-alerts-'));
  writeFileSync(path.join(folder, 'alerts.yaml'), `maxTasks: ${MAX_TASKS}\n`);
  const service = await startBundledController({
    MESHPROF_STATE_DIR: path.join(folder, 'state'),
    MESHPROF_TOKEN: TOKEN,
    MESHPROF_JOIN_TOKEN: JOIN_TOKEN,
    MESHPROF_WEBHOOK_SECRET: WEBHOOK_SECRET,
    MESHPROF_ALERTS_FILE: path.join(folder, 'alerts.yaml'),
    ...(databaseUrl !== undefined && { DATABASE_URL: databaseUrl }),
  });
  try {
    await reportPods(service);
    await warmUp(service);
    const storm = await sendStorm(service, seconds);
    const row = { ...(await judge(service, storm)), what: `Alerts by signed webhooks, ${name}` };
    say(`${row.what}: ${row.got}`);
    return row;
  } finally {
    await service.end('SIGTERM');
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What the sender's own first requests take is not the controller's: they go to a path that has nothing to do with alerts. */
async function warmUp(service: ServiceProcess): Promise<void> {
  const sender = new WebhookSender(`${service.url}/healthz`, WEBHOOK_SECRET);
  for (let sent = 0; sent < WARM_UP_REQUESTS; sent += WARM_UP_AT_ONCE) {
    const alerts = Array.from({ length: WARM_UP_AT_ONCE }, (_, index) => sender.sign(`warm-up-${index}`, {}));
    await Promise.all(alerts.map((alert) => sender.send(alert)));
  }
  sender.close();
}

async function sendStorm(service: ServiceProcess, seconds: number): Promise<Storm> {
  const sender = new WebhookSender(`${service.url}/webhooks/grafana`, WEBHOOK_SECRET);
  const alerts: SignedAlert[] = [];
  const sent: Promise<Answer>[] = [];
  const startMs = performance.now();
  const total = seconds * REQUESTS_A_SECOND;
  while (sent.length < total) {
    // An open loop: what is due is sent, however many answers are missing.
    const due = Math.min(total, Math.floor(((performance.now() - startMs) * REQUESTS_A_SECOND) / 1000));
    while (sent.length < due) {
      const alert = sender.sign(`storm-${alerts.length}`, { pod: `pod-${alerts.length % PODS}`, namespace: 'shop' });
      alerts.push(alert);
      sent.push(sender.send(alert));
      if (alerts.length % REPEAT_EVERY === 0) sent.push(sender.send(alert));
    }
    await sleep(2);
  }
  const answers = await Promise.all(sent);
  sender.close();
  return { alerts, answers, seconds: (performance.now() - startMs) / 1000 };
}

/** Lost: answered with 202 and not listed, or not answered so. Doubled: listed twice, or with more tasks than one. */
async function judge(service: ServiceProcess, { alerts, answers, seconds }: Storm): Promise<Omit<BenchRow, 'what'>> {
  const deliveries = await allOf<AlertDelivery>(service, '/v1/alerts/deliveries');
  const tasks = await allOf<Task>(service, '/v1/tasks');
  const times = Map.groupBy(deliveries, ({ fingerprint }) => fingerprint);
  const lost = alerts.filter(({ fingerprint }) => !times.has(fingerprint)).length;
  const doubled = [...times.values()].filter((listed) => listed.length > 1).length;
  const accepted = deliveries.filter(({ outcome }) => outcome === 'accepted');
  const authors = tasks.map(({ author }) => author);
  const doubledTasks = authors.length - new Set(authors).size + Math.abs(authors.length - accepted.length);
  const refused = answers.filter(({ status }) => status !== 202).length;
  const ms = answers.map(({ tookMs }) => tookMs);
  const rate = Math.round(answers.length / seconds).toLocaleString('en-US');
  return {
    goal: `${REQUESTS_A_SECOND.toLocaleString('en-US')} a second for ${SECONDS} s: none lost, none doubled; answered within 100 ms`,
    got:
      `${answers.length.toLocaleString('en-US')} requests at ${rate}/s: ${lost} lost, ${doubled} doubled, ` +
      `${refused} not answered with 202; answers ${quantile(ms, 0.5).toFixed(0)} ms (median), ` +
      `${quantile(ms, 0.99).toFixed(0)} ms (p99); ${accepted.length} tasks, ${doubledTasks} of them doubled or missing`,
    how:
      `open loop over HTTP from one process; one alert a request, each of its own fingerprint, on ${PODS} pods; every ` +
      `${REPEAT_EVERY}th request twice; the first are the controller's first alerts, after ${WARM_UP_REQUESTS} requests for something ` +
      `else; at most ${MAX_TASKS} tasks; then all pages of deliveries and tasks are read`,
  };
}

async function reportPods(service: ServiceProcess): Promise<void> {
  const agent = { node: 'worker-1', machineId: 'm', version: '1', capabilities: [] };
  const { credential } = await call<{ credential: string }>(service, '/agent/v1/register', JOIN_TOKEN, agent);
  const targets = Array.from({ length: PODS }, (_, n) => targetOf({ pid: n + 1, pod: `pod-${n}`, namespace: 'shop' }));
  await call(service, '/agent/v1/inventory', credential, { targets });
}

async function allOf<T>(service: ServiceProcess, url: string): Promise<T[]> {
  const items: T[] = [];
  let next: string | undefined = '';
  while (next !== undefined) {
    const cursor: string = next === '' ? '' : `&cursor=${next}`;
    const page = await call<Page<T>>(service, `${url}?limit=500${cursor}`, TOKEN);
    items.push(...page.items);
    next = page.nextCursor;
  }
  return items;
}

async function call<T>(service: ServiceProcess, url: string, bearer: string, body?: object): Promise<T> {
  const response = await fetch(`${service.url}${url}`, {
    headers: { authorization: `Bearer ${bearer}`, ...(body && { 'content-type': 'application/json' }) },
    ...(body && { method: 'POST', body: JSON.stringify(body) }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${url}: ${response.status} ${text}`);
  return (text === '' ? undefined : JSON.parse(text)) as T;
}
