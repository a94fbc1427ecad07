import { EXPERIMENT_STATES } from '@meshprof/contracts';
import { makeExperiment, makeReport } from '../../../testing/experiment-fixtures';
import { configurationState } from './configuration-state';
import { possibleCommands } from './possible-commands';

const kindIn = (state: (typeof EXPERIMENT_STATES)[number], more = {}) =>
  configurationState(makeExperiment({ state, ...more })).kind;

it('tells in every state whether the proxy is as it was', () => {
  expect(Object.fromEntries(EXPERIMENT_STATES.map((state) => [state, kindIn(state)]))).toEqual({
    draft: 'untouched',
    approved: 'untouched',
    preflight: 'untouched',
    'a-a': 'changed',
    running: 'changed',
    paused: 'back',
    restoring: 'coming-back',
    verifying: 'coming-back',
    analysing: 'back',
    done: 'back',
    inconclusive: 'back',
    aborted: 'back',
    'restore-failed': 'not-proven',
  });
});

it('claims no proof that the report does not have', () => {
  const report = makeReport({ restored: { proven: false, hashBefore: 'a', hashAfter: 'b' } });
  expect(kindIn('aborted', { report })).toBe('not-proven');
  expect(kindIn('aborted', { report: undefined, startUnixMs: undefined })).toBe('untouched');
});

it('offers what can be asked for now', () => {
  expect(possibleCommands({ state: 'draft', order: 'run' })).toEqual(['approve', 'abort']);
  expect(possibleCommands({ state: 'running', order: 'run' })).toEqual(['pause', 'abort']);
  expect(possibleCommands({ state: 'running', order: 'pause' })).toEqual(['resume', 'abort']);
  expect(possibleCommands({ state: 'paused', order: 'pause' })).toEqual(['resume', 'abort']);
  expect(possibleCommands({ state: 'restoring', order: 'run' })).toEqual([]);
  expect(possibleCommands({ state: 'running', order: 'abort' })).toEqual([]);
  expect(possibleCommands({ state: 'done', order: 'run' })).toEqual([]);
});
