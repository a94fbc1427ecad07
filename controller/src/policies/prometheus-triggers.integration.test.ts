import assert from 'node:assert/strict';
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { PolicyPreview } from '@meshprof/contracts';
import { type ControllerUnderTest, openController, showTask, targetOf } from '../testing/controller-under-test.ts';
import { createPolicy, firingsOf, showPolicy } from '../testing/policies-under-test.ts';

const isInstalled = spawnSync('prometheus', ['--version']).status === 0;

/** A real Prometheus scrapes a program of ours whose numbers are known. */
describe('triggers on queries', { skip: !isInstalled && 'Prometheus is not installed', timeout: 180_000 }, () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'meshprof-prometheus-'));
  const errorRate = { 'web-1': 0.5, 'web-2': 0.01 };
  let program: Server;
  let prometheus: ChildProcess;
  let url: string;
  let under: ControllerUnderTest;

  before(async () => {
    program = createServer((_request, response) => {
      const lines = Object.entries(errorRate).map(([pod, rate]) => `error_rate{pod_name="${pod}"} ${rate}\n`);
      response.setHeader('content-type', 'text/plain').end(lines.join(''));
    });
    const target = await listen(program);
    // Free a moment ago: Prometheus cannot be asked to take a port of its own choice.
    const free = createServer();
    const port = await listen(free);
    await new Promise((resolve) => free.close(resolve));
    url = `http://127.0.0.1:${port}`;
    const scrape = `scrape_configs: [{job_name: t, scrape_interval: 1s, static_configs: [{targets: ["127.0.0.1:${target}"]}]}]`;
    writeFileSync(path.join(folder, 'prometheus.yml'), scrape);
    const args = ['--config.file=prometheus.yml', '--storage.tsdb.path=data', `--web.listen-address=127.0.0.1:${port}`];
    prometheus = spawn('prometheus', args, { cwd: folder, stdio: 'ignore' });
    under = await openController({ prometheus: { url }, now: Date.now });
    const agent = await under.joinAgent();
    await agent.report([targetOf({ pid: 1, pod: 'web-1' }), targetOf({ pid: 2, pod: 'web-2' })]);
    await until('both series are there', async () => {
      const answer = await fetch(`${url}/api/v1/query?query=count(error_rate)`).then((got) => got.text());
      return answer.includes('"2"');
    });
  });

  after(async () => {
    await under[Symbol.asyncDispose]();
    prometheus.kill('SIGKILL');
    program.closeAllConnections();
    program.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const trigger = (query: string, more: object = {}) => ({
    kind: 'trigger',
    condition: { source: 'prometheus', query, threshold: 0.1, everyMs: 5_000, selectorFrom: { pod: 'pod_name' } },
    periodMs: 5_000,
    count: 1,
    ...more,
  });

  it('start a task on the pod of the series that crossed', async () => {
    const policy = await createPolicy(under, trigger('error_rate'), { name: 'errors' });
    await until('it fires', async () => {
      await under.controller.applyPolicies();
      return (await firingsOf(under, policy)).length > 0;
    });
    const [firing, ...others] = await firingsOf(under, policy);
    assert.deepEqual(others, [], 'the other pod is below');
    assert.deepEqual([firing?.outcome, firing?.measured, firing?.threshold], ['started', 0.5, 0.1]);
    assert.match(firing?.what ?? '', /^error_rate\{.*pod_name="web-1"/);
    const task = await showTask(under, firing?.taskId ?? '');
    assert.deepEqual(
      task.targets.map(({ pid }) => pid),
      [1]
    );
    assert.ok((await showPolicy(under, policy)).evaluatedAt);
  });

  it('tell what Prometheus says against a query, until it is put right', async () => {
    const policy = await createPolicy(under, trigger('rate(error_rate)'));
    assert.match((await showPolicy(under, policy)).problem?.detail ?? '', /refused the query: .*range vector/);
    await under.asAdmin({
      method: 'PUT',
      url: `/v1/policies/${policy.id}`,
      payload: { name: 'x', rule: trigger('error_rate > 9') },
    });
    assert.equal((await showPolicy(under, policy)).problem, undefined);
  });

  it('are previewed on what Prometheus remembers', async () => {
    const payload = { rule: trigger('error_rate', { coolDownMs: 86_400_000 }), overMs: 60_000 };
    const preview = async () => {
      const answer = await under.asAdmin({ method: 'POST', url: '/v1/policies/preview', payload });
      assert.equal(answer.statusCode, 200, answer.body);
      return answer.json<PolicyPreview>();
    };
    let found = await preview();
    await until('the crossing is on the grid', async () => (found = await preview()).tasks > 0);
    assert.deepEqual([found.tasks, found.measured, found.highest, found.lowest], [1, 2, 0.5, 0.01]);
    assert.deepEqual(found.firings[0]?.selector, { pod: 'web-1' });
  });

  it('answer a preview of a wrong query with what is wrong', async () => {
    const payload = { rule: trigger('error_rate[') };
    const answer = await under.asAdmin({ method: 'POST', url: '/v1/policies/preview', payload });
    assert.equal(answer.statusCode, 502);
    assert.match(answer.json<{ detail: string }>().detail, /parse error/);
  });
});

function listen(server: Server): Promise<number> {
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });
}

async function until(what: string, condition: () => Promise<boolean>): Promise<void> {
  for (const endMs = Date.now() + 60_000; Date.now() < endMs; await sleep(200)) {
    if (await condition().catch(() => false)) return;
  }
  assert.fail(`gave up waiting until ${what}`);
}
