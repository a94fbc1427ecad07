import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { envoyStat, freePorts, modifyRuntime, moveOnto, sinkSpans, testBinaries, until } from './demo-test-support.ts';
import type { Demo } from './demo-types.ts';
import type { ChildExit } from '../processes/child-process.ts';
import { startDemo } from './demo.ts';

const REQUESTS = 'http.demo.downstream_rq_total';
const SHORT_LINE = /^\S+Z GET \/ HTTP\/1\.1 200$/;
const FULL_LINE =
  /^\[\S+Z\] "GET \/ HTTP\/1\.1" 200 - via_upstream - "-" 0 \d+ \d+ \d+ "-" "[^"]*" "[\da-f-]{36}" "\S+" "127\.0\.0\.1:\d+" upstream \S+ \S+ \S+ - default$/;

describe('demo mesh', () => {
  const runDir = mkdtempSync(join(tmpdir(), 'meshprof-demo-test-'));
  const exits: ChildExit[] = [];
  const load = { requestsPerSecond: 400, connections: 4 };
  let demo: Demo;

  const start = async (ports: Parameters<typeof startDemo>[0]['ports']) =>
    startDemo({ runDir, binaries: testBinaries, ports, load, onExit: (exit) => exits.push(exit) });

  before(async () => {
    const result = await start(await freePorts());
    assert.ok(result.ok, result.ok ? '' : result.problem.message);
    demo = result.demo;
    // Spans that make no whole batch leave after 200 ms instead of 5 s.
    await modifyRuntime(demo, { 'tracing.zipkin.flush_interval_ms': '200' });
  });

  after(async () => {
    await demo?.stop();
    rmSync(runDir, { recursive: true });
  });

  it('answers every request with 200, traces and logs each', async () => {
    await moreRequests(1_000);
    const { requests, ok, spans, lines } = await settledCounts(demo);
    assert.deepEqual({ ok, spans, lines: lines.length }, { ok: requests, spans: requests, lines: requests });
    assert.deepEqual(unlike(FULL_LINE, lines), []);
  });

  it('stops sampling by the admin runtime, and starts again', async () => {
    await modifyRuntime(demo, { 'tracing.random_sampling': '0' });
    const unsampled = await differenceOver(500);
    assert.equal(unsampled.spans, 0);
    assert.equal(unsampled.lines.length, unsampled.requests);
    await modifyRuntime(demo, { 'tracing.random_sampling': '' });
    const sampled = await differenceOver(500);
    assert.equal(sampled.spans, sampled.requests);
  });

  it('switches sampling and log format by the RTDS file', async () => {
    await applyRuntimeFile('tracing.random_sampling: 0, demo.access_log.full: 0, demo.access_log.short: 100');
    const short = await differenceOver(500);
    assert.equal(short.spans, 0);
    assert.equal(short.lines.length, short.requests);
    assert.deepEqual(unlike(SHORT_LINE, short.lines), []);

    await applyRuntimeFile('demo.access_log.full: 0');
    const silent = await differenceOver(500);
    assert.deepEqual(silent.lines, []);
    assert.equal(silent.spans, silent.requests);
    await applyRuntimeFile('');
  });

  it('takes a new listener by the LDS file, and keeps the old one if the new is rejected', async () => {
    const listeners = readFileSync(demo.files.listeners, 'utf8');
    moveOnto(demo.files.listeners, listeners.replace('stat_prefix: demo', 'stat_prefix: second'));
    await until('LDS is applied', async () => (await envoyStat(demo, 'listener_manager.lds.update_success')) >= 2);
    await until('requests reach it', async () => (await envoyStat(demo, 'http.second.downstream_rq_2xx')) > 500);

    moveOnto(demo.files.listeners, listeners.replace('cluster: upstream,', 'cluster: nowhere,'));
    await until('it is rejected', async () => (await envoyStat(demo, 'listener_manager.lds.update_rejected')) === 1);
    const before = await envoyStat(demo, 'http.second.downstream_rq_2xx');
    await until('requests go on', async () => (await envoyStat(demo, 'http.second.downstream_rq_2xx')) > before + 200);

    moveOnto(demo.files.listeners, listeners);
    await until('the first is back', async () => (await envoyStat(demo, 'listener_manager.lds.update_success')) >= 3);
    await moreRequests(200);
  });

  it('is scraped by Prometheus', async () => {
    const query = `http://127.0.0.1:${demo.ports.prometheus}/api/v1/query?query=`;
    await until('Prometheus has a request rate', async () => {
      const response = await fetch(query + encodeURIComponent('rate(envoy_http_downstream_rq_total[30s]) > 0'));
      const { data } = (await response.json()) as { data: { result: unknown[] } };
      return data.result.length > 0;
    });
  });

  it('names a busy port and its option', async () => {
    const result = await start({ ...(await freePorts()), demoUpstream: demo.ports.demoUpstream });
    assert.equal(result.ok, false);
    assert.match(
      result.ok ? '' : result.problem.message,
      new RegExp(`${demo.ports.demoUpstream}.*--demo-upstream-port`)
    );
  });

  it('says why it cannot start, and leaves nothing running', async () => {
    const binaries = { ...testBinaries, nginx: '/bin/false' };
    const result = await startDemo({ runDir: join(runDir, 'second'), binaries, ports: await freePorts() });
    assert.equal(result.ok, false);
    assert.match(result.ok ? '' : result.problem.message, /nginx ended with code 1/);
  });

  it('reports a program that dies, and leaves the others running', async () => {
    const victim = demo.pids()['span-sink'];
    assert.ok(victim !== undefined);
    process.kill(victim, 'SIGKILL');
    await until('its end is reported', () => exits.length > 0);
    assert.deepEqual(
      exits.map(({ program, signal }) => [program, signal]),
      [['span-sink', 'SIGKILL']]
    );
    await moreRequests(100);
  });

  it('reports the end of Envoy once, and lets the load rest', async () => {
    exits.length = 0;
    const { envoy, 'log-reader': reader } = demo.pids();
    assert.ok(envoy !== undefined && reader !== undefined);
    process.kill(envoy, 'SIGKILL');
    await until('all that lived on Envoy has ended', () => Object.keys(demo.pids()).length === 2);
    assert.deepEqual(
      exits.map(({ program }) => program),
      ['envoy']
    );
    assert.deepEqual(Object.keys(demo.pids()).sort(), ['nginx', 'prometheus']);
  });

  const moreRequests = async (count: number) => {
    const goal = (await envoyStat(demo, REQUESTS)) + count;
    await until(`${count} more requests`, async () => (await envoyStat(demo, REQUESTS)) >= goal);
  };

  /** What `count` or more requests add. */
  const differenceOver = async (count: number) => {
    const before = await settledCounts(demo);
    await moreRequests(count);
    const after = await settledCounts(demo);
    return {
      requests: after.requests - before.requests,
      spans: after.spans - before.spans,
      lines: after.lines.slice(before.lines.length),
    };
  };

  const applyRuntimeFile = async (keys: string) => {
    const updates = await envoyStat(demo, 'runtime.update_success');
    const layer = `{'@type': type.googleapis.com/envoy.service.runtime.v3.Runtime, name: demo-runtime, layer: {${keys}}}`;
    moveOnto(demo.files.runtime, `resources: [${layer}]`);
    await until('RTDS is applied', async () => (await envoyStat(demo, 'runtime.update_success')) > updates);
  };
});

const unlike = (pattern: RegExp, lines: readonly string[]) => lines.filter((line) => !pattern.test(line));

/** Holds the load until Envoy and the readers have handled all of it, and counts: all numbers are of the same requests. */
async function settledCounts(demo: Demo): Promise<{ requests: number; ok: number; spans: number; lines: string[] }> {
  demo.load.pause();
  try {
    const isZero = (stat: string) => async () => (await envoyStat(demo, stat)) === 0;
    await until('no request is under way', isZero('http.demo.downstream_rq_active'));
    await until('the log is flushed', isZero('filesystem.write_total_buffered'));
    const flushes = await envoyStat(demo, 'tracing.zipkin.timer_flushed');
    const flushedAnew = async () => (await envoyStat(demo, 'tracing.zipkin.timer_flushed')) > flushes + 1;
    await until('the last spans are flushed', flushedAnew);
    const sent = () => envoyStat(demo, 'tracing.zipkin.spans_sent');
    await until('all spans have arrived', async () => (await sent()) === (await sinkSpans(demo)));
    const logSize = () => statSync(demo.files.accessLog).size;
    for (let size = -1; size !== logSize(); await sleep(200)) size = logSize();
    return {
      requests: await envoyStat(demo, REQUESTS),
      ok: await envoyStat(demo, 'http.demo.downstream_rq_2xx'),
      spans: await sinkSpans(demo),
      lines: readFileSync(demo.files.accessLog, 'utf8').split('\n').slice(0, -1),
    };
  } finally {
    demo.load.resume();
  }
}
