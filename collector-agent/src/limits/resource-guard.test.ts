import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ownUsage } from './own-usage.ts';
import { ResourceGuard, type ResourceStop } from './resource-guard.ts';

/** A guard with a clock and a load that the test sets; `sessions` is how many it may end. */
function guard(sessions = 9) {
  const load = { cores: 0, rssBytes: 100 };
  let nowMs = 0;
  let cpuMs = 0;
  const ended: ResourceStop[] = [];
  const made = new ResourceGuard({
    limits: { maxCpuCores: 0.5, maxRssBytes: 1_000 },
    measure: () => ({ cpuMs, rssBytes: load.rssBytes }),
    now: () => nowMs,
    endNewest: (why) => ended.length < sessions && ended.push(why) > 0,
    onOver: () => undefined,
  });
  const pass = (seconds: number): void => {
    for (let second = 0; second < seconds; second++) {
      nowMs += 1_000;
      cpuMs += load.cores * 1_000;
      made.look();
    }
  };
  return { made, load, ended, pass };
}

test('CPU counts over ten seconds: a burst ends nothing', () => {
  const { load, ended, pass, made } = guard();
  pass(20);
  load.cores = 2;
  pass(2);
  load.cores = 0;
  pass(20);
  assert.deepEqual(ended, []);
  assert.equal(made.refusal(), undefined);
});

test('over its CPU limit the newest session ends, the next only if it is over the limit without it', () => {
  const { load, ended, pass } = guard();
  load.cores = 0.6;
  pass(12);
  assert.deepEqual(ended, ['cpu-limit']);
  load.cores = 0.4;
  pass(60);
  assert.deepEqual(ended, ['cpu-limit']);
  load.cores = 0.6;
  pass(60);
  assert.ok(ended.length >= 2 && ended.length <= 7, `${ended.length}`);
});

test('over a limit no session begins, and the sentence has the numbers', () => {
  const { load, pass, made } = guard(0);
  load.cores = 1;
  pass(12);
  assert.deepEqual(made.refusal(), {
    reasonCode: 'agent-cpu-limit',
    detail: 'It takes 1.00 cores; maxCpuCores is 0.5.',
  });
  load.cores = 0;
  load.rssBytes = 1_001;
  pass(12);
  assert.equal(made.refusal()?.reasonCode, 'agent-memory-limit');
});

test('over its memory limit a session ends, and memory gets time to come back', () => {
  const { load, ended, pass } = guard();
  load.rssBytes = 2_000;
  pass(3);
  assert.deepEqual(ended, ['memory-limit']);
  load.rssBytes = 900;
  pass(20);
  assert.deepEqual(ended, ['memory-limit']);
});

test('what this process takes is measured', () => {
  const { rssBytes, cpuMs } = ownUsage();
  assert.ok(rssBytes > 10_000_000 && cpuMs > 0);
});
