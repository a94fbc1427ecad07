import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import type { StatusReport } from '@meshprof/contracts';
import { type MeshprofProcess, startMeshprof } from '../testing/meshprof-process.ts';
import { waitUntil } from '../testing/wait-until.ts';

type Answer = (response: ServerResponse, request: IncomingMessage) => void;

/** Nobody has this pid: the kernel's limit is below it. */
const FOREIGN_PID = 4_194_304;
/** Generous: Node itself, the addon, and one answer of the largest size that is read. */
const MOST_RSS_KIB = 350 * 1024;

const json =
  (value: unknown): Answer =>
  (response) =>
    response.setHeader('content-type', 'application/json').end(JSON.stringify(value));

function assignment(taskId: string, more: object = {}) {
  return {
    ...{ taskId, targetId: `a1:${FOREIGN_PID}:1`, pid: FOREIGN_PID, startTimeTicks: '1', events: ['on-cpu'] },
    ...{ frequencyHz: 99, durationMs: 10_000 },
    ...more,
  };
}

const list = (assignments: unknown, version: unknown = 1) => json({ version, assignments });
const many = (count: number) => Array.from({ length: count }, (_, n) => assignment(`many-${n}`));

/** Writes until the other side has had enough. */
const endless =
  (start: string, chunk: string): Answer =>
  (response) => {
    response.write(start);
    const more = (): void => {
      while (!response.destroyed && response.write(chunk));
      if (!response.destroyed) response.once('drain', more);
    };
    more();
  };

const LISTS: [name: string, answer: Answer][] = [
  ['no JSON', (response) => response.end('<html>')],
  ['another shape', json({ version: 'x', assignments: {} })],
  ['a null', json(null)],
  ['entries of every wrong type', list([null, 1, 'x', [], {}, { taskId: {} }, assignment('t', { pid: 1e300 })])],
  ['20,000 assignments', list(many(20_000))],
  ['an answer without an end', endless('{"version":1,"assignments":[', `${JSON.stringify(assignment('x'))},`)],
  ['a header without an end', (response) => response.setHeader('x', 'y'.repeat(200_000)).end('{}')],
  [
    'half an answer',
    (response) => (response.writeHead(200, { 'content-length': '99' }).write('{'), response.destroy()),
  ],
  ['a reset', (response) => response.destroy()],
  ['a server error', (response) => response.writeHead(500).end('x'.repeat(10_000))],
  [
    'a problem that fills the log',
    (r) => r.writeHead(400).end(JSON.stringify({ title: 'a\n\u001b[2J'.repeat(5_000) })),
  ],
  ['JSON in JSON in JSON', (response) => response.end('['.repeat(60_000))],
  ['a version that goes back', list([], 9)],
  ['and back again', list([], 2)],
  ['a redirect', (response) => response.writeHead(307, { location: 'http://127.0.0.2:1/agent/v1/assignments' }).end()],
];

describe('an agent whose controller is hostile', { timeout: 240_000 }, () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'meshprof-hostile-'));
  const reports: StatusReport[] = [];
  let server: Server;
  let agent: MeshprofProcess;
  let answerList: Answer = list([]);
  let asked = 0;
  let strangerAsked = 0;
  let answerStatus: Answer = json({ stop: false });
  let heartbeat: Answer = json({ inventory: false });

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    response.on('error', () => undefined);
    if (request.headers.host?.startsWith('127.0.0.2') === true) strangerAsked += 1;
    let text = '';
    for await (const chunk of request) text += String(chunk);
    switch (request.url?.split('?')[0] ?? '') {
      case '/agent/v1/register':
        return json({ agentId: 'a1', credential: 'c' })(response, request);
      case '/agent/v1/heartbeat':
        return heartbeat(response, request);
      case '/agent/v1/status':
        reports.push(JSON.parse(text) as StatusReport);
        return answerStatus(response, request);
      case '/agent/v1/assignments':
        asked += 1;
        return answerList(response, request);
      default:
        return void response.writeHead(204).end();
    }
  }

  /** It still takes a list and says of a process that is not there that it is not there. */
  async function obeys(taskId: string): Promise<void> {
    answerList = list([assignment(taskId)]);
    await waitUntil(`${taskId} is reported`, () => reports.some((report) => report.taskId === taskId));
    const report = reports.find((report) => report.taskId === taskId);
    assert.deepEqual([report?.state, report?.reasonCode], ['failed', 'process-not-found']);
  }

  before(async () => {
    server = createServer((request, response) => void serve(request, response).catch(() => response.destroy()));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    agent = startMeshprof(['agent', '--agent-metrics-port', '0', '--otlp-logs', 'false', '--kubernetes', 'false'], {
      env: {
        MESHPROF_CONTROLLER_URL: `http://127.0.0.1:${port}`,
        MESHPROF_JOIN_TOKEN: 'join',
        MESHPROF_OTLP_ENDPOINT: 'http://127.0.0.1:9',
        MESHPROF_STATE_DIR: folder,
      },
    });
    await waitUntil('the agent asks', () => asked > 0);
  });
  after(async () => {
    agent.child.kill('SIGTERM');
    await agent.finished;
    server.closeAllConnections();
    server.close();
    rmSync(folder, { recursive: true });
  });

  for (const [index, [name, answer]] of LISTS.entries()) {
    test(`goes on after ${name}`, async () => {
      answerList = answer;
      const before = asked;
      await waitUntil('it has asked', () => asked >= before + 2);
      await obeys(`after-${index}`);
    });
  }

  test('goes on after answers to its reports that are wrong', async () => {
    for (const [index, answer] of [json({ stop: 'yes' }), endless('{', ' '.repeat(65_536)), json([])].entries()) {
      const taskId = `status-${index}`;
      answerStatus = answer;
      answerList = list([assignment(taskId)]);
      const sent = () => reports.filter((report) => report.taskId === taskId).length;
      await waitUntil('it has reported again what was not acknowledged', () => sent() >= 2);
      answerStatus = json({ stop: false });
      await obeys(`after-${taskId}`);
    }
  });

  test('does not ask in a busy loop, nor follow to another host', async () => {
    answerList = list([]);
    const before = asked;
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    assert.ok(asked - before <= 15, `${asked - before} requests in a second`);
    assert.equal(strangerAsked, 0);
  });

  test('takes no credential that would end a header', async () => {
    heartbeat = json({ inventory: false, credential: 'x\r\nhost: evil' });
    await obeys('after-credential');
  });

  test('took bounded memory for all of that', () => {
    assert.equal(agent.child.exitCode, null);
    const peakKib = Number(/^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${agent.child.pid}/status`, 'utf8'))?.[1]);
    assert.ok(peakKib > 0 && peakKib < MOST_RSS_KIB, `${peakKib} KiB`);
  });
});
