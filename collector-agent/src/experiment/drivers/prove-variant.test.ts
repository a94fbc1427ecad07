import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { KnobValue } from '@meshprof/contracts';
import { hashConfig } from '../envoy/config-hash.ts';
import { hasRestarted } from '../envoy/has-restarted.ts';
import { factsOfDump } from '../envoy/proxy-facts.ts';
import { countersOf } from '../envoy/read-counters.ts';
import { sinkFailures } from '../envoy/sink-failures.ts';
import { binomialRange } from './binomial-range.ts';
import { succeed } from './outcome.ts';
import { proveVariant } from './prove-variant.ts';

const HCM = 'type.googleapis.com/x.HttpConnectionManager';
const logger = { filter: { runtime_filter: { runtime_key: 'log.full', percent_sampled: { numerator: 100 } } } };
const manager = (fields: object) => ({ '@type': HCM, stat_prefix: 'a', ...fields });
const dumpOf = (...managers: object[]) => ({
  configs: [
    {
      '@type': 'type.googleapis.com/envoy.admin.v3.ListenersConfigDump',
      static_listeners: managers.map((typed) => ({
        listener: { filter_chains: [{ filters: [{ typed_config: typed }] }] },
      })),
    },
  ],
});
const noRuntime = { layers: [], entries: new Map() };
const NO_SINKS = { fileBytes: {}, clusters: [] };
const server = { version: '1.40.0', state: 'LIVE', uptimeS: 10, restartEpoch: 0 };
const countersWith = (stats: Record<string, number>) =>
  countersOf(server, new Map(Object.entries({ 'http.a.downstream_rq_total': 0, ...stats })), NO_SINKS);

function prove(
  knob: KnobValue,
  stats: Record<string, number>,
  dump: unknown = dumpOf(manager({ tracing: {}, access_log: [logger] }))
) {
  const config = { facts: factsOfDump(dump), runtime: noRuntime, hashes: hashConfig(dump, noRuntime) };
  const zero = Object.fromEntries(Object.keys(stats).map((name) => [name, 0]));
  const [proof] = proveVariant({
    variant: { name: 'v', knobs: [knob] },
    before: countersWith(zero),
    after: countersWith(stats),
    config: succeed(config),
    byRuntime: false,
  });
  assert.ok(proof !== undefined);
  return proof;
}

const decisions = (sampled: number, not: number, client = 0) => ({
  'http.a.downstream_rq_total': sampled + not + client,
  'http.a.tracing.random_sampling': sampled,
  'http.a.tracing.not_traceable': not,
  'http.a.tracing.client_enabled': client,
  'http.admin.downstream_rq_total': 5,
  'tracing.zipkin.spans_sent': sampled,
});

describe('proof of sampling', () => {
  for (const [percent, sampled, not, proven] of [
    [1, 100, 9_900, true],
    [1, 160, 9_840, false],
    [1, 100, 0, false],
    [100, 10_000, 0, true],
    [100, 9_900, 100, false],
    [0, 0, 10_000, true],
    [0, 5, 9_995, false],
  ] as const) {
    it(`${sampled} of ${sampled + not} ${proven ? 'are' : 'are not'} ${percent} %`, () => {
      assert.equal(prove({ knob: 'tracing.sampling', percent }, decisions(sampled, not)).proven, proven);
    });
  }

  it('takes no request that brought its own decision', () => {
    const proof = prove({ knob: 'tracing.sampling', percent: 50 }, decisions(500, 500, 900));
    assert.match(proof.observed, /900 of 1900 requests came with a decision/);
    assert.equal(proof.proven, false);
  });

  it('asks for a decision, and for a reporter that sends', () => {
    assert.match(
      prove({ knob: 'tracing.sampling', percent: 1 }, { 'http.a.downstream_rq_total': 9 }).observed,
      /not configured/
    );
    const silent = { ...decisions(5_000, 5_000), 'tracing.zipkin.spans_sent': 0 };
    assert.match(prove({ knob: 'tracing.sampling', percent: 50 }, silent).observed, /sends nothing/);
  });
});

describe('proof of other knobs', () => {
  const lines = (count: number) => ({ 'http.a.downstream_rq_total': 10_000, 'filesystem.write_buffered': count });

  it('of the log is the number of lines', () => {
    assert.equal(prove({ knob: 'accesslog.enabled', on: true }, lines(10_000)).proven, true);
    assert.equal(prove({ knob: 'accesslog.enabled', on: true }, lines(9_000)).proven, false);
    assert.equal(prove({ knob: 'accesslog.enabled', on: true }, lines(20_000)).proven, false);
    assert.equal(prove({ knob: 'accesslog.enabled', on: false }, lines(0)).proven, false, 'its logger is on');
    assert.equal(prove({ knob: 'accesslog.enabled', on: false }, lines(0), dumpOf(manager({}))).proven, true);
    assert.equal(prove({ knob: 'accesslog.enabled', on: false }, lines(500), dumpOf(manager({}))).proven, false);
    assert.match(
      prove({ knob: 'accesslog.enabled', on: true }, { 'http.a.downstream_rq_total': 9 }).observed,
      /does not show/
    );
  });

  it('of batches is spans by reports', () => {
    const sent = (spans: number, reports: number, byTime: number) => ({
      'tracing.zipkin.spans_sent': spans,
      'tracing.zipkin.reports_sent': reports,
      'tracing.zipkin.timer_flushed': byTime,
    });
    const batch = { knob: 'tracing.batch-size', spans: 100 } as const;
    assert.equal(prove(batch, sent(10_000, 103, 6)).proven, true);
    assert.equal(prove(batch, sent(10_000, 2_000, 6)).proven, false);
    assert.match(prove(batch, sent(10, 2, 6)).observed, /too few/);
  });

  it('of tracing off is that no manager traces, and no span leaves', () => {
    const off = { knob: 'tracing.enabled', on: false } as const;
    assert.equal(prove(off, decisions(0, 1_000), dumpOf(manager({}))).proven, true);
    assert.equal(prove(off, decisions(500, 500), dumpOf(manager({}))).proven, false);
    assert.equal(prove(off, decisions(0, 1_000)).proven, false);
  });
});

it('a failing collector is told with its numbers', () => {
  const before = countersWith({ 'tracing.zipkin.reports_dropped': 3 });
  const after = countersWith({ 'tracing.zipkin.reports_dropped': 5, 'access_logs.grpc_access_log.logs_dropped': 7 });
  assert.equal(sinkFailures(before, before), undefined);
  assert.match(
    sinkFailures(before, after) ?? '',
    /^2 reports of spans were refused.*, 7 access-log entries were dropped/
  );
});

it('a log service that is gone is told by its cluster', () => {
  const sinks = { fileBytes: {}, clusters: ['als.logs'] };
  const of = (failed: number) =>
    countersOf(
      server,
      new Map([
        ['cluster.als.logs.upstream_cx_connect_fail', failed],
        ['cluster.alsxlogs.upstream_rq_5xx', 9 * failed],
      ]),
      sinks
    );
  assert.equal(sinkFailures(of(1), of(3)), '2 requests or connections to als.logs failed.');
});

it('a restart is told by age, epoch or counters that fell', () => {
  const before = countersOf(server, new Map([['http.a.downstream_rq_total', 10]]), NO_SINKS);
  const after = (fields: object, requests = 20) =>
    countersOf({ ...server, ...fields }, new Map([['http.a.downstream_rq_total', requests]]), NO_SINKS);
  assert.equal(hasRestarted(before, after({ uptimeS: 11 })), false);
  assert.equal(hasRestarted(before, after({ uptimeS: 1 })), true);
  assert.equal(hasRestarted(before, after({ restartEpoch: 1 })), true);
  assert.equal(hasRestarted(before, after({}, 3)), true);
});

it('the range of a binomial holds what chance brings', () => {
  assert.deepEqual(binomialRange(1000, 0, 0), [0, 0]);
  assert.deepEqual(binomialRange(1000, 1, 2), [998, 1002]);
  let seed = 7;
  const random = () => (seed = (seed * 48_271) % 2_147_483_647) / 2_147_483_647;
  let outside = 0;
  for (let experiment = 0; experiment < 2_000; experiment += 1) {
    const chance = [0.0005, 0.01, 0.3][experiment % 3] ?? 0;
    const hits = Array.from({ length: 1_000 }, random).filter((draw) => draw < chance).length;
    const [low, high] = binomialRange(1_000, chance, 0);
    if (hits < low || hits > high) outside += 1;
  }
  assert.ok(outside <= 2, `${outside} of 2000`);
});
