import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { FakeApiServer, type FakePod } from './fake-api-server.ts';
import { PodDirectory } from './pod-directory.ts';
import { watchPods } from './watch-pods.ts';

const HANG_MS = 20_000;
const ID = 'ab'.repeat(32);

const pod = (uid: string, more: Record<string, unknown> = {}): FakePod => ({
  metadata: { uid, name: `pod-${uid}`, namespace: 'shop', ...more },
  status: { containerStatuses: [{ name: 'istio-proxy', containerID: `containerd://${ID}` }] },
});

let server: FakeApiServer;
let directory: PodDirectory;
let states: { connected: boolean; detail: string }[];
let stop: AbortController;
let running: Promise<void>;
let folder: string;
let tokenFile: string;

beforeEach(async () => {
  server = new FakeApiServer();
  directory = new PodDirectory();
  states = [];
  stop = new AbortController();
  folder = mkdtempSync(path.join(tmpdir(), 'meshprof-'));
  tokenFile = path.join(folder, 'token');
  writeFileSync(tokenFile, 'first\n');
  const access = { url: await server.start(), tokenFile };
  // The server's first answer is the test's to choose: it is asked in the next turn.
  running = Promise.resolve().then(() =>
    watchPods({ access, node: 'worker-1', directory, onState: (state) => states.push(state) }, stop.signal)
  );
});

afterEach(async () => {
  stop.abort();
  await running;
  await server.stop();
  rmSync(folder, { recursive: true });
});

async function until(condition: () => boolean, what: string): Promise<void> {
  const deadline = performance.now() + HANG_MS;
  while (!condition()) {
    if (performance.now() > deadline) assert.fail(`never: ${what}`);
    await sleep(5);
  }
}

const knows = (uid: string) => () => directory.find({ podUid: uid }) !== undefined;

test('lists the pods of its own node only, then follows their changes', async () => {
  server.pods = [pod('a')];
  await until(() => server.watches === 1, 'a watch');
  assert.equal(directory.find({ podUid: 'a' })?.containerNames.get(ID), 'istio-proxy');
  assert.ok(server.requests.every((request) => request.includes('fieldSelector=spec.nodeName%3Dworker-1')));
  server.send('ADDED', pod('b'));
  await until(knows('b'), 'an added pod');
  server.send('MODIFIED', pod('b', { labels: { app: 'cart' } }));
  await until(() => directory.find({ podUid: 'b' })?.labels.app === 'cart', 'a changed label');
  server.send('DELETED', pod('a'));
  await until(() => directory.size === 1, 'a deleted pod');
});

test('a broken watch goes on from the version it had reached, with the token of that moment', async () => {
  await until(() => server.watches === 1, 'a watch');
  server.send('ADDED', pod('a'));
  await until(knows('a'), 'a pod');
  writeFileSync(tokenFile, 'second\n');
  server.breakWatches();
  await until(() => server.requests.length === 3, 'a second watch');
  assert.match(server.requests[2] ?? '', /^Bearer second .*resourceVersion=2/);
  assert.ok(knows('a')());
});

test('a forgotten version means a new list, which also tells what has ended meanwhile', async () => {
  server.pods = [pod('a')];
  await until(knows('a'), 'a pod');
  await until(() => server.watches === 1, 'a watch');
  server.pods = [pod('b')];
  server.forgetNext = true;
  server.breakWatches();
  await until(knows('b'), 'the new list');
  assert.equal(directory.size, 1);
});

test('an error event in the stream means a new list', async () => {
  await until(() => server.watches === 1, 'a watch');
  server.pods = [pod('c')];
  server.send('ERROR', JSON.stringify({ type: 'ERROR', object: { kind: 'Status', code: 410 } }));
  await until(knows('c'), 'the new list');
});

test('missing rights are said with their remedy, and what was known stays', async () => {
  server.pods = [pod('a')];
  await until(() => server.watches === 1, 'a watch');
  server.refusal = { status: 403, message: 'pods is forbidden: User "system:serviceaccount:x" cannot list' };
  server.breakWatches();
  await until(() => states.some(({ detail }) => detail.includes('403')), 'the refusal');
  const said = states.find(({ detail }) => detail.includes('403'));
  assert.match(said?.detail ?? '', /pods is forbidden.*rights to list and watch pods/);
  assert.ok(knows('a')());
  server.refusal = undefined;
  await until(() => server.watches === 1, 'a watch again');
});

test('objects that are no pods, and lines that are no events, cost nothing else', async () => {
  server.pods = [{ metadata: { uid: '' } }, pod('a')];
  await until(() => server.watches === 1, 'a watch');
  assert.equal(directory.size, 1);
  server.send('', 'not json');
  await until(() => states.some(({ connected }) => !connected), 'a complaint');
  await until(() => server.watches === 1, 'a watch again');
  assert.ok(knows('a')());
});

test('a static pod is found by the hash that its cgroup carries', async () => {
  const hash = 'c'.repeat(32);
  server.pods = [pod('mirror', { annotations: { 'kubernetes.io/config.hash': hash } })];
  await until(() => directory.size === 1, 'the static pod');
  assert.equal(directory.find({ podUid: hash, container: ID })?.name, 'pod-mirror');
});

test('a pod that claims the hash of a static pod neither names its processes nor hides it', async () => {
  const hash = 'c'.repeat(32);
  const claim = { annotations: { 'kubernetes.io/config.hash': hash } };
  const hostile = {
    ...pod('hostile', claim),
    status: { containerStatuses: [{ name: 'x', containerID: `c://${'d'.repeat(64)}` }] },
  };
  server.pods = [hostile];
  await until(() => server.watches === 1 && directory.size === 1, 'the hostile pod');
  assert.equal(directory.find({ podUid: hash, container: ID }), undefined);
  server.send('ADDED', pod('mirror', claim));
  server.send('MODIFIED', hostile);
  await until(() => directory.size === 2, 'the static pod');
  assert.equal(directory.find({ podUid: hash, container: ID })?.name, 'pod-mirror');
  assert.equal(directory.find({ podUid: hash }), undefined, 'a sandbox has no name of its own');
});
