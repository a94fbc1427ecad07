import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { SlotResult } from '@meshprof/contracts';
import { sampleSpec } from '../test-support/sample-spec.ts';
import { simulate } from '../test-support/simulated-slots.ts';
import { correctedForLooks, earlyLooks, isSettled, levelAtEnd } from './look.ts';
import { type Evidence, judge } from './verdict.ts';
import { attemptsOf } from './void-shares.ts';

/** Costs, beyond doubt. */
const evidence: Evidence = {
  indicative: false,
  ending: 'as-planned',
  blocks: 8,
  plannedBlocks: 8,
  comparisons: 4,
  minEffectPercent: 2,
  changePercent: 80,
  changeLowPercent: 74,
  changeHighPercent: 86,
  pValue: 0.03125,
  unprovenSlots: 0,
  attempts: { all: 8, void: 0 },
  baselineAttempts: { all: 16, void: 0 },
};

const none = { changePercent: 0.1, changeLowPercent: -0.9, changeHighPercent: 1.1, pValue: 0.8 };

describe('verdict', () => {
  it('costs, saves, no material cost, inconclusive', () => {
    assert.equal(judge(evidence).verdict, 'costs');
    const saving = { changePercent: -20, changeLowPercent: -22, changeHighPercent: -18 };
    assert.equal(judge({ ...evidence, ...saving }).verdict, 'saves');
    assert.equal(judge({ ...evidence, ...none }).verdict, 'no material cost');
    const wide = { changePercent: 1, changeLowPercent: -4, changeHighPercent: 6, pValue: 0.6 };
    assert.equal(judge({ ...evidence, ...wide }).verdict, 'inconclusive');
  });

  // Each of these alone would be `costs`: what is listed first must win, and say why.
  const forbidding: readonly [string, Partial<Evidence>, RegExp][] = [
    ['an indicative run', { indicative: true, blocks: 3 }, /indicative/],
    ['a value that was not proven', { unprovenSlots: 1 }, /1 slot the proxy did not show/],
    ['a run that has not ended', { ending: 'unfinished', blocks: 7 }, /7 of 8 blocks/],
    ['too few blocks', { blocks: 7, plannedBlocks: 7 }, /4 comparisons need 8 blocks/],
    ['unequal void shares', { attempts: { all: 11, void: 3 } }, /3 of 11 slots of this variant .* 0 of 16/],
  ];
  forbidding.forEach(([name, part, reason], index) => {
    it(`${name} goes before the test`, () => {
      const judgement = judge({ ...evidence, ...part });
      assert.equal(judgement.verdict, 'inconclusive');
      assert.match(judgement.reason, reason);
    });

    it(`${name} goes before equivalence and before what follows`, () => {
      const rest = Object.assign({}, ...forbidding.slice(index + 1).map(([, each]) => each)) as Partial<Evidence>;
      const judgement = judge({ ...evidence, ...none, ...rest, ...part });
      assert.match(judgement.reason, name === 'a run that has not ended' ? /of 8 blocks|of 7 blocks/ : reason);
    });
  });

  it('a difference that is certain and too small to matter is no material cost', () => {
    const small = { changePercent: 1, changeLowPercent: 0.5, changeHighPercent: 1.5, pValue: 0.01 };
    assert.equal(judge({ ...evidence, ...small }).verdict, 'no material cost');
  });

  it('a cost that may be less than the minimum effect is a cost, and says so', () => {
    const { verdict, reason } = judge({ ...evidence, changePercent: 2.5, changeLowPercent: 1, changeHighPercent: 4 });
    assert.equal(verdict, 'costs');
    assert.match(reason, /\+2\.5 % CPU per request \(\+1 % to \+4 %\), p = 0\.031\. It may be less than .* 2 %/);
  });

  it('an interval without 0 is not enough: the correction has a say', () => {
    const { verdict, reason } = judge({ ...evidence, pValue: 0.0625 });
    assert.equal(verdict, 'inconclusive');
    assert.match(reason, /leaves 0 out, but not after correction for 4 comparisons \(p = 0\.063\)/);
    const withLooks = judge({ ...evidence, pValue: 0.0625, blocks: 16, plannedBlocks: 16 });
    assert.match(withLooks.reason, /4 comparisons and 2 early looks/);
  });

  it('a small p is not enough either: the interval must leave 0 out (ties can make them differ)', () => {
    const touching = { changePercent: 3, changeLowPercent: 0, changeHighPercent: 6, pValue: 0.01 };
    assert.equal(judge({ ...evidence, ...touching }).verdict, 'inconclusive');
  });

  it('limits count as inside the minimum effect', () => {
    const edge = { changePercent: 0, changeLowPercent: -2, changeHighPercent: 2, pValue: 1 };
    assert.equal(judge({ ...evidence, ...edge }).verdict, 'no material cost');
    assert.equal(judge({ ...evidence, ...edge, changeHighPercent: 2.001 }).verdict, 'inconclusive');
  });

  it('a fifth more void slots is allowed, more is not', () => {
    assert.equal(judge({ ...evidence, attempts: { all: 10, void: 2 } }).verdict, 'costs');
    assert.equal(judge({ ...evidence, baselineAttempts: { all: 22, void: 6 } }).verdict, 'inconclusive');
  });
});

describe('looks', () => {
  it('are after 8, 12 and 16 blocks, where more are planned, and cost a part of the level', () => {
    assert.deepEqual(earlyLooks(8), []);
    assert.deepEqual(earlyLooks(13), [8, 12]);
    assert.deepEqual(earlyLooks(40), [8, 12, 16]);
    assert.equal(levelAtEnd(8), 0.05);
    assert.ok(Math.abs(levelAtEnd(16) - 0.03) < 1e-12);
    assert.equal(correctedForLooks(0.02, 8), 0.02);
    assert.ok(Math.abs(correctedForLooks(0.03, 16) - 0.05) < 1e-12);
    assert.equal(correctedForLooks(0.9, 40), 1);
  });

  it('a variant is settled when it is precise, or plainly beyond the minimum effect', () => {
    const standing = { changeLowPercent: -5, changeHighPercent: 5, halfWidthPoints: 6, holmPValue: 1 };
    assert.equal(isSettled(standing, 2), false);
    assert.equal(isSettled({ ...standing, halfWidthPoints: 1.5 }, 2), true);
    assert.equal(isSettled({ ...standing, halfWidthPoints: undefined }, 2), false);
    const beyond = { ...standing, changeLowPercent: 2.1, changeHighPercent: 9 };
    assert.equal(isSettled({ ...beyond, holmPValue: 0.01 }, 2), true);
    assert.equal(isSettled({ ...beyond, holmPValue: 0.011 }, 2), false);
    assert.equal(isSettled({ ...beyond, changeLowPercent: 1.9, holmPValue: 0 }, 2), false);
  });
});

describe('attempts', () => {
  it('count once however often they come, and not where we ended the slot ourselves', () => {
    const { slots } = simulate({ spec: sampleSpec(1), seed: 1, slotNoise: () => 0 });
    const ended = (slot: SlotResult, reason: 'steal' | 'interrupted', attempt: number): SlotResult => ({
      ...slot,
      attempt,
      void: { reason, detail: '' },
    });
    const first = slots.find(({ variant }) => variant === 'tracing-1') as SlotResult;
    const all = [...slots, ended(first, 'steal', 1), ended(first, 'steal', 1), ended(first, 'interrupted', 2)];
    assert.deepEqual(attemptsOf(all, 'tracing-1'), { all: 9, void: 1 });
    assert.deepEqual(attemptsOf(all, 'tracing-0'), { all: 16, void: 0 });
  });
});
