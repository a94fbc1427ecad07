import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ExperimentReportSchema, type ExperimentReport, type SlotResult } from '@meshprof/contracts';
import { Value } from 'typebox/value';
import { normal } from '../statistics/normal.ts';
import { profiledSlot } from '../test-support/profiled-slot.ts';
import { sampleSpec } from '../test-support/sample-spec.ts';
import { simulate, type Simulation } from '../test-support/simulated-slots.ts';
import { buildReport } from './build-report.ts';
import { renderMarkdown } from './render-markdown.ts';
import type { ReportInput } from './report-input.ts';

const base: Simulation = {
  spec: sampleSpec(2),
  seed: 3,
  slotNoise: (random) => 0.005 * normal(random),
  effectsPercent: { 'tracing-1': 80 },
};
const inputOf = (changes: Partial<Simulation> = {}) => simulate({ ...base, ...changes });
const reportOf = (changes: Partial<Simulation> = {}) => buildReport(inputOf(changes));
const verdicts = (report: ExperimentReport) => report.variants.map(({ verdict }) => verdict);

function assertMatchesSchema(report: ExperimentReport): void {
  const read = JSON.parse(JSON.stringify(report)) as unknown;
  assert.deepEqual([...Value.Errors(ExperimentReportSchema, read)], []);
}

describe('report', () => {
  it('has a row a variant, the baseline first, with changes against it', () => {
    const report = reportOf();
    assertMatchesSchema(report);
    assert.deepEqual(verdicts(report), [null, 'costs', 'no material cost']);
    const [baseline, traced] = report.variants;
    assert.equal(baseline?.baseline, true);
    assert.equal(baseline.slots, 16);
    assert.equal(baseline.cpuPerRequestUs.changePercent, null);
    assert.equal(traced?.slots, 8);
    const { estimate, low, high, changePercent } = traced.cpuPerRequestUs;
    assert.ok(Math.abs((changePercent ?? 0) - 80) < 1);
    assert.ok(low <= estimate && estimate <= high);
    const ratio = estimate / baseline.cpuPerRequestUs.estimate;
    assert.ok(Math.abs(100 * (ratio - 1) - (changePercent ?? 0)) < 1e-9, 'change = variant / baseline − 1');
    assert.ok(Math.abs(traced.requestsPerSecond.changePercent ?? 1) < 1e-9);
    assert.equal(traced.pValue, 2 / 128);
    assert.deepEqual(traced.latencyUs, { p50: 300, p99: 900, p999: 2_000 });
    assert.equal(report.blocks, 8);
    assert.equal(report.confidence, 1 - 10 / 256);
    assert.equal(report.noise.aaSlots, 6);
    assert.deepEqual(report.warnings, []);
    assert.match(
      report.limits,
      /^Holds on this machine for http:\/\/127\.0\.0\.1:10000\/ over HTTP\/1\.1 with 16 connections, in windows of 30 s, at 5000 requests\/s; /
    );
  });

  it('is the same for slots in any order, that come twice, or after void attempts', () => {
    const input = inputOf();
    const voided = input.slots.map((slot): SlotResult => ({
      ...slot,
      cpuPerRequestUs: 1,
      void: { reason: 'steal', detail: '' },
    }));
    const retried = input.slots.map((slot): SlotResult => ({ ...slot, attempt: 1 }));
    const messy = { ...input, slots: [...voided, ...retried, ...retried].reverse() };
    const numbers = ({ variants }: ExperimentReport) =>
      variants.map((row) => [row.cpuPerRequestUs, row.pValue, row.slots]);
    assert.deepEqual(numbers(buildReport(messy)), numbers(buildReport(input)));
    assert.match(buildReport(messy).warnings.join(' '), /were void and do not count: \d+ × The hypervisor/);
  });

  it('of a run that goes on shows estimates, and no verdict but inconclusive', () => {
    for (const blocks of [1, 2, 5, 7]) {
      const report = reportOf({ blocks });
      assertMatchesSchema(report);
      assert.equal(report.blocks, blocks);
      assert.deepEqual(verdicts(report), [null, 'inconclusive', 'inconclusive']);
      const { changeLowPercent, changeHighPercent } = report.variants[1]?.cpuPerRequestUs ?? assert.fail('no row');
      assert.ok((changeLowPercent ?? 0) < 80 && (changeHighPercent ?? 0) > 80);
      assert.match(report.warnings.join(' '), new RegExp(`^${blocks} of 8 blocks are complete`));
    }
  });

  it('has no rows before the first block is complete', () => {
    const input = inputOf();
    const report = buildReport({ ...input, slots: input.slots.slice(0, 3) });
    assertMatchesSchema(report);
    assert.deepEqual(report.variants, []);
    assert.match(renderMarkdown(report), /No block is complete yet/);
    assertMatchesSchema(buildReport({ ...input, slots: [], aaSlots: [] }));
  });

  it('leaves out a block in which a slot is missing, or void', () => {
    const input = inputOf();
    const isHit = ({ block, slot }: SlotResult) => block === 2 && slot === 1;
    const without = input.slots.filter((slot) => !isHit(slot));
    const cause = { reason: 'throttled', detail: '' } as const;
    const voided = input.slots.map((slot): SlotResult => (isHit(slot) ? { ...slot, void: cause } : slot));
    for (const slots of [without, voided]) {
      const report = buildReport({ ...input, slots });
      assert.equal(report.blocks, 7);
      assert.deepEqual(verdicts(report), [null, 'inconclusive', 'inconclusive']);
    }
  });

  it('compares with the geometric mean of the two baselines', () => {
    const adjust = (slot: SlotResult): SlotResult => {
      const cpuPerRequestUs = slot.variant === 'tracing-0' ? (slot.slot === 0 ? 50 : 200) : 100;
      return { ...slot, cpuPerRequestUs };
    };
    const [baseline, variant] = reportOf({ adjust }).variants;
    assert.ok(Math.abs((baseline?.cpuPerRequestUs.estimate ?? 0) - 100) < 1e-9);
    assert.ok(Math.abs(variant?.cpuPerRequestUs.changePercent ?? 1) < 1e-9);
  });

  it('finds the noise that there is: of a slot by the mean of two, from the slots of the A/A run', () => {
    const variances = Array.from({ length: 500 }, (_, seed) => {
      const { noise } = reportOf({ seed, slotNoise: (random) => 0.03 * normal(random), blocks: 0 });
      return Math.log1p((noise.sdPercent ?? 0) / 100) ** 2;
    });
    const variance = variances.reduce((sum, each) => sum + each, 0) / variances.length;
    // Three standard errors: 4 degrees of freedom, 500 times.
    assert.ok(Math.abs(variance / (1.5 * 0.03 ** 2) - 1) < 0.095, String(variance));
  });

  it('of an indicative run has inconclusive verdicts whatever the numbers', () => {
    for (const blocks of [1, 3, 8]) {
      const report = reportOf({ spec: sampleSpec(2, { blocks, indicative: true }) });
      assertMatchesSchema(report);
      assert.deepEqual(verdicts(report), [null, 'inconclusive', 'inconclusive']);
      assert.match(report.variants[1]?.reason ?? '', /indicative/);
    }
  });

  it('ends early at a look, and then has verdicts', () => {
    const report = reportOf({ spec: sampleSpec(2, { blocks: 16 }), blocks: 12 });
    assert.deepEqual(verdicts(report), [null, 'costs', 'no material cost']);
    assert.match(report.warnings.join(' '), /It ended after 12 of 16 blocks/);
    const between = reportOf({ spec: sampleSpec(2, { blocks: 16 }), blocks: 11 });
    assert.deepEqual(verdicts(between), [null, 'inconclusive', 'inconclusive']);
  });

  it('does not believe a slot that counts although its value was not proven', () => {
    const adjust = (slot: SlotResult): SlotResult =>
      slot.variant === 'tracing-1' && slot.block === 4
        ? { ...slot, treatment: slot.treatment.map((proof) => ({ ...proof, observed: '7', proven: false })) }
        : slot;
    const report = reportOf({ adjust });
    assert.deepEqual(verdicts(report), [null, 'inconclusive', 'no material cost']);
    assert.deepEqual(report.variants[1]?.treatmentProof, [
      { knob: 'tracing.sampling', expected: 'tracing-1', observed: '7', proven: false },
    ]);
    assert.match(renderMarkdown(report), /not proven: tracing\.sampling/);
  });

  it('is inconclusive for a variant whose slots were void more often than the baseline', () => {
    const input = inputOf();
    const lost = input.slots
      .filter(({ variant, block }) => variant === 'tracing-1' && block < 4)
      .map((slot): SlotResult => ({ ...slot, void: { reason: 'sink-failing', detail: '' } }));
    const slots = [...lost, ...input.slots.map((slot): SlotResult => ({ ...slot, attempt: 1 }))];
    const report = buildReport({ ...input, slots });
    assert.deepEqual(verdicts(report), [null, 'inconclusive', 'no material cost']);
    assert.equal(report.variants[1]?.voidSlots, 4);
  });

  it('warns of drift, of a configuration that is not back, and of requests that failed', () => {
    const drifting = reportOf({ driftPerSlot: 0.002 });
    assert.equal(drifting.drift.drifts, true);
    assert.match(drifting.warnings.join(' '), /CPU per request rose in the course of the run/);
    const restored = { proven: false, hashBefore: 'aa', hashAfter: 'bb' };
    assert.match(buildReport({ ...inputOf(), restored }).warnings.join(' '), /hash was aa and is bb/);
    const adjust = (slot: SlotResult): SlotResult =>
      slot.variant === 'tracing-2' ? { ...slot, failedRequests: slot.requests / 100 } : slot;
    assert.match(reportOf({ adjust }).warnings.join(' '), /^Of tracing-2 another share of requests failed/);
  });

  it('has shares of samples and switches with intervals, over slots', () => {
    const costs = { 'tracing.span': 16, other: 84 };
    const adjust = (slot: SlotResult) => profiledSlot(slot, slot.variant === 'tracing-1' ? costs : { other: 100 });
    const report = reportOf({ adjust });
    assertMatchesSchema(report);
    const [baseline, traced] = report.variants;
    const share = traced?.onCpuShares['tracing.span'] ?? assert.fail('no share');
    assert.ok(Math.abs(share.share - 0.16) < 1e-9 && share.low <= 0.16 && share.high >= 0.16);
    const none = baseline?.onCpuShares['tracing.span'] ?? assert.fail('no share of 0');
    assert.equal(none.share, 0);
    assert.ok(none.high > 0, 'what was never seen may still be there');
    assert.ok(Math.abs((traced?.switchShares['accesslog.write']?.share ?? 0) - 0.28) < 1e-9);
    assert.equal(traced?.profiles.length, 8);
  });

  it('warns where too many samples have no name', () => {
    const report = reportOf({ adjust: (slot) => profiledSlot(slot, { unresolved: 30, other: 70 }) });
    assert.match(report.warnings.join(' '), /Up to 30 % of the samples have no name/);
  });

  it('has no change where a number is 0, and does not fail of it', () => {
    const report = reportOf({ adjust: (slot) => ({ ...slot, switches: 0, requestsPerSecond: 0 }) });
    assertMatchesSchema(report);
    assert.equal(report.variants[1]?.switchesPerRequest.changePercent, null);
    const input: ReportInput = inputOf({ adjust: (slot) => ({ ...slot, requests: 0, cpuPerRequestUs: 0 }) });
    assert.deepEqual(buildReport(input).variants, []);
  });
});

describe('report as Markdown', () => {
  it('has the table, a section a variant, and the limits', () => {
    const markdown = renderMarkdown(reportOf());
    assert.match(markdown, /^# tracing-1, tracing-2 against tracing-0\n\nHolds on/);
    assert.match(markdown, /\| tracing-0 \(baseline\) \|/);
    assert.match(markdown, /\| tracing-1 \| 5000 \(5000 to 5000\) \| 18\d \(1[78]\d to 18\d\) \| \+\d\d(\.\d)? % \(/);
    assert.match(markdown, /\n## tracing-1: costs\n\n\+/);
    assert.match(markdown, /Intervals are of 95 % \(with these blocks 96\.1 %\)/);
  });

  it('lets no text of a spec break out of its place', () => {
    const title = '<script>x</script>\n# other | `code`';
    const markdown = renderMarkdown(reportOf({ spec: sampleSpec(2, { title }) }));
    assert.match(markdown, /^# &lt;script>x&lt;\/script> # other \| 'code'\n/);
  });
});
