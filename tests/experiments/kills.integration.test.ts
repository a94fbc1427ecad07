import { describe } from 'node:test';
import { assertSurvivesKills } from './assert-survives-kills.ts';
import { cannotExperiment } from './harness/can-experiment.ts';
import { killMoments } from './kill-moments.ts';

describe('kill -9 in the middle of an experiment', { skip: cannotExperiment() }, () => {
  assertSurvivesKills(killMoments(3, 20));
});
