import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { PolicyPreview } from '@meshprof/contracts';
import { COURSE_PARTS } from '@meshprof/contracts/value-course';
import { openController, targetOf } from '../testing/controller-under-test.ts';
import { assignmentsOf, CPU_TRIGGER } from '../testing/policies-under-test.ts';
import { completeRule } from './complete-rule.ts';
import { previewPolicy } from './previews.ts';

const HOUR_MS = 3_600_000;

describe('a preview of what agents remember', () => {
  it('asks each agent for the course of its values, and draws the closest of all', async () => {
    await using under = await openController();
    const agents = [await under.joinAgent('a'), await under.joinAgent('b')];
    for (const agent of agents) await agent.report([targetOf()]);
    const payload = { rule: CPU_TRIGGER, overMs: HOUR_MS };
    const asked = under.asAdmin({ method: 'POST', url: '/v1/policies/preview', payload });
    for (const [index, agent] of agents.entries()) {
      const { questions = [] } = await assignmentsOf(agent, 0, 5_000);
      assert.deepEqual(questions[0]?.course, { overMs: HOUR_MS, parts: COURSE_PARTS });
      const course = Array.from({ length: COURSE_PARTS }, (_, part) => (part === 7 ? 50 + index : null));
      const answer = { historyMs: HOUR_MS, processes: 1, unmeasured: 0, stretches: [], course };
      const sent = { questionId: questions[0].questionId, ...answer };
      const { statusCode } = await agent.call({ method: 'POST', url: '/agent/v1/answers', payload: sent });
      assert.equal(statusCode, 204);
    }
    const { course, matching } = (await asked).json<PolicyPreview>();
    assert.equal(matching, 2);
    assert.equal(course?.partMs, HOUR_MS / COURSE_PARTS);
    assert.deepEqual(
      course.values.flatMap((value, part) => (value === null ? [] : [[part, value]])),
      [[7, 51]]
    );
  });
});

describe('a preview of processes without values', () => {
  it('tells those that are too many from those that are new', async () => {
    await using under = await openController();
    const agent = await under.joinAgent();
    await agent.report([targetOf()]);
    const payload = { rule: CPU_TRIGGER, overMs: HOUR_MS };
    const asked = under.asAdmin({ method: 'POST', url: '/v1/policies/preview', payload });
    const { questions = [] } = await assignmentsOf(agent, 0, 5_000);
    const answer = { historyMs: 4_000, processes: 1, unmeasured: 5, notYetMeasured: 2, stretches: [] };
    const sent = { questionId: questions[0]?.questionId, ...answer };
    await agent.call({ method: 'POST', url: '/agent/v1/answers', payload: sent });
    const { notes } = (await asked).json<PolicyPreview>();
    assert.deepEqual(notes, [
      'Agents remember an hour at most; one of those asked remembers 4 s.',
      '3 matching processes are not measured: their nodes have too many.',
      'Of 2 matching processes the first values are still to come; ask again in half a minute.',
    ]);
  });
});

describe('a preview of a query', () => {
  it('draws the series that came closest', async () => {
    const toMs = 1_800_000_000_000;
    const condition = { source: 'prometheus', query: 'up', op: '<', threshold: 1 } as const;
    const rule = completeRule({ kind: 'trigger', selector: { process: 'envoy' }, condition });
    const series = [3, 2].map((value) => ({
      labels: { pod: `p${value}` },
      points: [
        { atMs: toMs - HOUR_MS, value: value * 10 },
        { atMs: toMs, value },
      ],
    }));
    const parts = {
      countMatching: () => Promise.resolve(0),
      histories: undefined as never,
      prometheus: { queryRange: () => Promise.resolve({ ok: true as const, series }) },
      now: () => toMs,
    };
    const outcome = await previewPolicy(parts, rule, HOUR_MS);
    assert.ok(outcome.ok);
    const { values = [] } = outcome.preview.course ?? {};
    assert.deepEqual([values[0], values.at(-1), values.length], [20, 2, COURSE_PARTS]);
    assert.ok(values.slice(1, -1).every((value) => value === null));
  });
});
