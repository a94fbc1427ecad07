import { describe } from 'node:test';
import { assertSurvivesKills } from './assert-survives-kills.ts';
import { cannotExperiment } from './harness/can-experiment.ts';
import { killMoments } from './kill-moments.ts';

describe('kill -9 at twenty moments of an experiment', { skip: cannotExperiment() }, () => {
  assertSurvivesKills(killMoments(20, 7));
});
