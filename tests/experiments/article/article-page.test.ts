import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { ExperimentSpec, SlotResult, Variant } from '@meshprof/contracts';
import { buildReport } from '@meshprof/experiments';
import { pairFor } from './article-comparisons.ts';
import { articlePage } from './article-page.ts';
import type { ArticleRun, ArticleRunName } from './article-run.ts';
import { settingsOf } from './article-settings.ts';
import { slotWith } from './article-test-support.ts';
import { COMPARISONS } from './the-article.ts';

const BLOCKS = 8;

const off: Variant = { name: 'off', knobs: [{ knob: 'tracing.sampling', percent: 0 }] };
const variants: Variant[] = [
  { name: 'tracing-1', knobs: [{ knob: 'tracing.sampling', percent: 1 }] },
  { name: 'tracing-100', knobs: [{ knob: 'tracing.sampling', percent: 100 }] },
  { name: 'log-short', knobs: [...off.knobs, { knob: 'accesslog.format', prepared: 'short' }] },
  { name: 'log-off', knobs: [...off.knobs, { knob: 'accesslog.enabled', on: false }] },
];
const COST_US: Readonly<Record<string, number>> = {
  off: 100,
  'tracing-1': 102,
  'tracing-100': 180,
  'log-short': 97,
  'log-off': 94,
};

const spec: ExperimentSpec = {
  driver: 'envoy-runtime',
  target: { adminUrl: 'http://127.0.0.1:9901' },
  baseline: off,
  variants,
  load: { generator: 'h2load', url: 'http://127.0.0.1:10000/', requestsPerSecond: 4_000 },
};

/** Eight blocks in which each variant costs what the table says, but for half a percent that differs from block to block. */
function slots(): SlotResult[] {
  return Array.from({ length: BLOCKS }, (_, block) =>
    ['off', ...variants.map(({ name }) => name), 'off'].map((variant, slot) => {
      const cost = COST_US[variant]! * (1 + ((block * 7 + slot * 3) % 5) / 1_000);
      const tracing = Math.round(Math.max(0, cost - 101));
      return slotWith({
        ...{ block, slot, variant, requests: 4_000, requestsPerSecond: 4e5 / cost },
        ...{ cpuPerRequestUs: cost, cpuNs: cost * 4e6, startUnixMs: block * 100_000 + slot * 10_000 },
        profile: {
          ...{ onCpuSamples: 200, onCpuSamplesByCategory: { 'tracing.export': tracing, upstream: 200 - tracing } },
          ...{
            switches: 1_000,
            switchesByCategory: { 'accesslog.write': variant === 'log-off' ? 0 : 280, upstream: 720 },
          },
        },
      });
    })
  ).flat();
}

function runOf(name: ArticleRunName): ArticleRun {
  const all = slots();
  const restored = { proven: true, hashBefore: 'abcdef0123456789', hashAfter: 'abcdef0123456789' };
  const report = buildReport({
    ...{ experimentId: name, spec, seed: 1, slots: all, aaSlots: [], restored },
    ...{ startUnixMs: 0, endUnixMs: 1e6 },
  });
  const conditions = { commit: '0123abc', envoyVersion: 'Envoy 1.40.0', machine: 'measured here.' };
  return { name, report, slots: all, conditions };
}

const runs = { 'a-a': runOf('a-a'), 'fixed-rate': runOf('fixed-rate'), saturation: runOf('saturation') };

/** The cells of the first row that begins with this. */
function row(page: string, start: string): string[] {
  const line = page.split('\n').find((text) => text.startsWith(`| ${start}`));
  assert.ok(line, `no row ${start} in\n${page}`);
  return line.split('|').map((text) => text.trim());
}

describe('the page of the article', () => {
  const page = articlePage(runs);

  test('compares each step with the article', () => {
    const [, , theirs, throughput, cost] = row(page, 'Tracing 100 % → off (log full)');
    assert.equal(theirs, '+61 %');
    // 180 / 100 more requests in the same time, and 100 / 180 of the cost.
    assert.match(throughput!, /^\+(79|80|81)\.\d % \(/);
    assert.match(cost!, /^-44\.\d % \(/);
    assert.match(row(page, 'Access log full → off (tracing off)')[4]!, /^-[56]\.\d % \(/);
  });

  test('has a row for each variant, the baseline marked', () => {
    assert.match(row(page, '**tracing off, log full (`off`)**, baseline')[3]!, /^100\.\d \(/);
    const [, , , cost, change, p, verdict] = row(page, 'tracing 100 %, log full (`tracing-100`)');
    assert.match(cost!, /^180\.\d \(/);
    assert.match(change!, /^\+(79|80)\.\d % \(/);
    assert.equal(Number(p), 0.031);
    assert.equal(verdict, 'costs');
  });

  test('has the shares of tracing and of the access log, the latter of switches', () => {
    const shares = page.slice(page.indexOf('### What the profiles say'));
    assert.match(row(shares, 'tracing 100 %')[2]!, /^39\.\d % \(/);
    assert.match(row(shares, 'tracing 100 %')[4]!, /^28\.0 % \(/);
    assert.match(row(shares, 'tracing off, log off')[4]!, /^0\.0 % \(/);
  });

  test('says where and of what, and whether everything was put back', () => {
    for (const text of ['commit `0123abc`', 'Envoy 1.40.0', 'a-a yes (`abcdef012345`)', 'npm run experiment:article']) {
      assert.ok(page.includes(text), text);
    }
    assert.ok(!/undefined|NaN/.test(page), page);
  });
});

test('what a variant does not set is as the demo has it', () => {
  assert.deepEqual(settingsOf({ name: 'as-is', knobs: [] }), { tracing: 100, log: 'full' });
  assert.deepEqual(settingsOf(variants[3]!), { tracing: 0, log: 'off' });
});

test('a step is of two variants that differ in nothing else', () => {
  assert.deepEqual(pairFor(runs.saturation, COMPARISONS[0]!), { from: 'tracing-100', to: 'tracing-1', at: 'log full' });
  assert.deepEqual(pairFor(runs.saturation, COMPARISONS[2]!), { from: 'off', to: 'log-short', at: 'tracing off' });
  const alone = { ...runs.saturation, report: { ...runs.saturation.report, spec: { ...spec, variants: [] } } };
  assert.equal(pairFor(alone, COMPARISONS[2]!), undefined);
});
