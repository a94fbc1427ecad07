import assert from 'node:assert/strict';
import { test } from 'node:test';
import { planRecord, type RecordOptions, type RecordPlan } from './record-plan.ts';

function plan(options: Partial<RecordOptions>, command: readonly string[] = []): RecordPlan {
  const planned = planRecord({ frequency: '99', output: 'x.otlp', ...options }, command);
  assert.ok(planned.ok, planned.ok ? '' : planned.message);
  return planned.plan;
}

function refusal(options: Partial<RecordOptions>, command: readonly string[] = []): string {
  const planned = planRecord({ frequency: '99', output: 'x.otlp', ...options }, command);
  assert.ok(!planned.ok, 'was accepted');
  assert.ok(!planned.message.includes('\n'));
  return planned.message;
}

test('both events for ten seconds unless told', () => {
  assert.deepEqual(plan({ pid: '12' }), {
    target: { pids: [12] },
    durationMs: 10_000,
    events: ['on-cpu', 'off-cpu'],
    frequencyHz: 99,
    wakers: false,
    stallThresholdMs: 20,
    minWaitUs: 0,
    output: 'x.otlp',
    format: 'otlp',
    foldedDimension: 'on-cpu',
  });
});

test('several pids, each once', () => {
  assert.deepEqual(plan({ pid: '12,13,12' }).target, { pids: [12, 13] });
});

test('a command runs until it ends, or as long as told', () => {
  assert.equal(plan({}, ['sleep', '1']).durationMs, undefined);
  assert.equal(plan({ duration: '2s' }, ['sleep', '1']).durationMs, 2_000);
  assert.deepEqual(plan({}, ['sleep', '1']).target, { command: ['sleep', '1'] });
});

test('the output’s extension is its format', () => {
  assert.equal(plan({ pid: '1', output: 'a/b.otlp' }).format, 'otlp');
  assert.equal(plan({ pid: '1', output: 'b.pb.gz' }).format, 'pprof');
  assert.equal(plan({ pid: '1', output: 'b.txt' }).format, 'folded');
  for (const output of ['b.gz', 'b', '.otlp', 'b.otlp/', '']) assert.match(refusal({ pid: '1', output }), /--output/);
});

test('a folded file holds one event', () => {
  assert.equal(plan({ pid: '1', output: 'b.txt' }).foldedDimension, 'on-cpu');
  assert.equal(plan({ pid: '1', output: 'b.txt', events: 'off-cpu' }).foldedDimension, 'off-cpu-time');
  assert.equal(plan({ pid: '1', output: 'b.txt', events: 'page-fault' }).foldedDimension, 'page-faults');
  assert.equal(plan({ pid: '1', output: 'b.txt', events: 'off-cpu', wakers: true }).foldedDimension, 'wakeups');
  assert.match(refusal({ pid: '1', output: 'b.txt', events: 'on-cpu,off-cpu' }), /holds one event/);
});

test('a minimum wait is in microseconds or longer units', () => {
  assert.equal(plan({ pid: '1', minWait: '500us' }).minWaitUs, 500);
  assert.equal(plan({ pid: '1', minWait: '1.5ms' }).minWaitUs, 2_000);
  assert.equal(plan({ pid: '1', minWait: '60s' }).minWaitUs, 60_000_000);
});

test('what makes no sense is refused with the option’s name', () => {
  assert.match(refusal({}), /--pid PID/);
  assert.match(refusal({ pid: '1' }, ['ls']), /not both/);
  for (const pid of ['0', '-1', '1,,2', 'abc', '1.5', '2147483648', '']) assert.match(refusal({ pid }), /^--pid /, pid);
  for (const frequency of ['0', '1000', '9.9', 'x', ''])
    assert.match(refusal({ pid: '1', frequency }), /^--frequency /);
  for (const events of ['cpu', '', 'on-cpu;off-cpu']) assert.match(refusal({ pid: '1', events }), /^--events /);
  for (const duration of ['0s', '10', 'x']) assert.match(refusal({ pid: '1', duration }), /^--duration /);
  assert.match(refusal({ pid: '1', events: 'on-cpu', wakers: true }), /--wakers needs the event off-cpu/);
  for (const stallThreshold of ['', 'x', '2h', '-1s'])
    assert.match(refusal({ pid: '1', stallThreshold }), /^--stall-threshold /);
  assert.equal(plan({ pid: '1', stallThreshold: '0ms' }).stallThresholdMs, 0);
  for (const minWait of ['', 'x', '61s', '-1ms', '1.5us', '5'])
    assert.match(refusal({ pid: '1', minWait }), /^--min-wait /, minWait);
  assert.match(refusal({ pid: '1', events: 'on-cpu', minWait: '1ms' }), /--min-wait needs the event off-cpu/);
  assert.match(refusal({ pid: '1', events: 'on-cpu,gpu' }), /not "gpu"/);
});
