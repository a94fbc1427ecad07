// Fills a database by the controller of an earlier commit, and writes down what that controller then answers. Run by
// make-fixture.mjs; plain JavaScript, since it is that commit's code that it drives: FOLDER DATABASE ANSWERS_FILE
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const [folder, database, answersFile] = process.argv.slice(2);
const importOld = (file) => import(pathToFileURL(path.join(folder, 'controller', 'src', 'testing', file)).href);
const { openController, targetOf } = await importOld('controller-under-test.ts');

const WEBHOOK_TOKEN = 'the-token-of-alertmanager';
const under = await openController({
  database,
  // The name of the option in the first version.
  databaseFile: database,
  webhooks: { token: WEBHOOK_TOKEN },
});
async function seed() {
  const agents = [await under.joinAgent('node-1'), await under.joinAgent('node-2')];
  const pod = { namespace: 'shop', workload: 'cart', pod: 'cart-7d9-x', cluster: 'east' };
  await agents[0].report([
    targetOf(),
    targetOf({ pid: 101, service: 'cart', process: 'cart', role: 'service', ...pod }),
  ]);
  await agents[1].report([targetOf({ pid: 200, startTimeTicks: '9' })]);

  const completed = await post('/v1/tasks', { title: 'It’s “done”', selector: { process: 'envoy' }, frequencyHz: 199 });
  for (const agent of agents) await agent.status(completed, 'completed', { profileStartUnixMs: 1_000 });
  const failed = await post('/v1/tasks', { title: 'failed', selector: { process: 'cart' }, events: ['off-cpu'] });
  await agents[0].status(failed, 'failed', { reasonCode: 'process-exited', detail: 'gone' });
  const cancelled = await post('/v1/tasks', { title: 'cancelled', selector: { process: 'cart' } });
  await post(`/v1/tasks/${cancelled.id}/cancel`);
  await post('/v1/tasks', { title: 'waiting', selector: { process_pid: 200 } });

  await postIfKnown('/v1/schedules', { cron: '0 3 * * *', task: { title: 'nightly', selector: { process: 'cart' } } });
  await postIfKnown('/v1/policies', { name: 'gateways', rule: { kind: 'always-on', selector: { role: 'gateway' } } });
  await postIfKnown('/v1/join-tokens', { name: 'rack 7', maxUses: 20 });
  await sendAlert();
}

async function sendAlert() {
  const startsAt = new Date(under.clock.nowMs - 60_000).toISOString();
  const labels = { alertname: 'HighLatency', service: 'cart', namespace: 'shop' };
  const alert = {
    status: 'firing',
    labels,
    annotations: {},
    startsAt,
    endsAt: '0001-01-01T00:00:00Z',
    fingerprint: 'f1',
  };
  await call('/webhooks/alertmanager', {
    headers: { authorization: `Bearer ${WEBHOOK_TOKEN}` },
    payload: { version: '4', groupKey: 'g', status: 'firing', receiver: 'meshprof', alerts: [alert] },
    mayBeUnknown: true,
  });
}

/** What must be the same after an upgrade; absent lists are those that this commit does not know. */
async function answers() {
  const tasks = [];
  for (const { id } of (await get('/v1/tasks')).items) tasks.push(await get(`/v1/tasks/${id}`));
  const list = async (url) => (await get(url, true))?.items;
  return {
    agents: pick(await list('/v1/agents'), ['id', 'node']),
    targets: pick(await list('/v1/targets'), ['id', 'node', 'service', 'pod', 'verdict']),
    tasks: tasks.map((task) => ({
      ...pickOne(task, [
        'id',
        'title',
        'state',
        'author',
        'frequencyHz',
        'durationMs',
        'events',
        'selector',
        'createdAt',
        'endedAt',
      ]),
      targets: task.targets
        .map((target) => ({
          ...pickOne(target, ['id', 'node', 'pid', 'state', 'reasonCode']),
          progress: target.progress,
        }))
        .sort((a, b) => a.id.localeCompare(b.id)),
    })),
    schedules: pick(await list('/v1/schedules'), ['id', 'cron', 'enabled']),
    policies: pick(await list('/v1/policies'), ['id', 'name', 'enabled']),
    joinTokens: pick(await list('/v1/join-tokens'), ['id', 'name', 'maxUses', 'uses']),
    deliveries: pick(await list('/v1/alerts/deliveries'), ['id', 'source', 'outcome', 'taskId']),
    auditActions: (await list('/v1/audit'))?.map(({ action }) => action),
  };
}

const pickOne = (object, keys) => Object.fromEntries(keys.map((key) => [key, object[key]]));
const pick = (items, keys) => items?.map((item) => pickOne(item, keys));

const post = (url, payload = {}) => call(url, { payload });
const postIfKnown = (url, payload) => call(url, { payload, mayBeUnknown: true });
const get = (url, mayBeUnknown = false) => call(url, { method: 'GET', mayBeUnknown });

async function call(url, { method = 'POST', payload, headers, mayBeUnknown = false }) {
  const request = { method, url, ...(payload !== undefined && { payload }), ...(headers !== undefined && { headers }) };
  const answer = await (headers === undefined ? under.asAdmin(request) : under.call(request));
  if (answer.statusCode === 404 && mayBeUnknown) return undefined;
  if (answer.statusCode >= 400) throw new Error(`${method} ${url}: ${answer.statusCode} ${answer.body}`);
  return answer.json();
}

try {
  await seed();
  writeFileSync(answersFile, `${JSON.stringify(await answers(), null, 2)}\n`);
} finally {
  await under[Symbol.asyncDispose]();
}
