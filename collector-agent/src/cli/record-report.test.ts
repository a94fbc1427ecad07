import assert from 'node:assert/strict';
import { test } from 'node:test';
import { wilsonInterval } from '@meshprof/contracts';
import { planRecord } from '../record/record-plan.ts';
import { formatReport } from './record-report.ts';

test('a thread cannot write to the terminal through its name', () => {
  const planned = planRecord({ pid: '7', frequency: '99', output: 'x.otlp' }, []);
  assert.ok(planned.ok);
  const stacks = { complete: 98, truncated: 1, truncatedBy: { depth: 1 } };
  const text = formatReport(planned.plan, {
    summary: {
      durationNs: 1e9,
      agentCpuNs: 1e8,
      rssBytes: 1e8,
      bpfMemoryBytes: 8e6,
      threads: [
        {
          tid: 7,
          name: '\u001b[2Jx',
          onCpuNs: 1e9,
          runnableNs: 0,
          blockedNs: 0,
          voluntarySwitches: 0,
          involuntarySwitches: 0,
        },
      ],
      onCpu: {
        samplesExpected: 100,
        samplesKept: 99,
        byCostCategory: {
          'tracing.span': { samples: 30, ...wilsonInterval(30, 99) },
          other: { samples: 69, ...wilsonInterval(69, 99) },
        },
        lost: { 'ring-full': 1 },
        stacks,
      },
      offCpu: {
        switches: 4,
        timeNs: 4e9,
        byWaitClass: { lock: { switches: 1, timeNs: 1e9 }, sleep: { switches: 3, timeNs: 3e9 } },
        byCostCategory: { 'kernel.lock': { switches: 1, timeNs: 1e9, share: 0.25, low: 0.25, high: 0.5 } },
        wakers: [
          { waitClass: 'lock', kind: 'process', pid: 9, process: '\u001b[2Jy', waits: 1, timeNs: 1e9 },
          { waitClass: 'sleep', kind: 'timer', waits: 3, timeNs: 3e9 },
        ],
        wakersLost: { 'map-full': 4 },
        lost: {},
        stacks: { complete: 0, truncated: 0, truncatedBy: {} },
      },
      pageFaults: { minor: 5, major: 2, lost: {}, stacks },
      loopStalls: [
        {
          pid: 7,
          tid: 8,
          thread: '\u001b[2Jz',
          stalls: 3,
          longestNs: 9e7,
          timeNs: 2e8,
          onCpuNs: 1e8,
          runnableNs: 0,
          blockedNs: 1e8,
          neverIdleNs: 1e9,
          mostlyIn: { path: ['main', 'loop', 'on_timer', 'flush'], timeNs: 1e8 },
          byCostCategory: { 'tracing.span': 9e7, other: 1e7 },
        },
      ],
      loopStallsLost: { 'ring-full': 2 },
      frames: { total: 10, named: { symtab: 9 }, unnamed: 1 },
      samples: { total: 99, leafNamed: { symtab: 90 }, leafUnnamed: 9, unnamed: 0 },
      namesLost: { 'names-timed-out': 3 },
      problems: [],
    },
    profiles: [],
    outputBytes: 10,
    end: 'duration',
    stolenNs: 0,
  });
  assert.ok(!text.includes('\u001b'));
  assert.match(text, /99 of 100 samples kept, 99\.0 % of stacks complete \(truncated: 1 depth\); lost: 1 ring-full/);
  assert.match(text, /^wakers +lost: 4 map-full$/m);
  assert.match(text, /^loop stalls +lost: 2 ring-full$/m);
  assert.match(
    text,
    /90\.0 % of frames have a name \(symtab 90\.0 %\); 9\.1 % of samples are in a function without one/
  );
  assert.match(text, /^Timer +Sleep +3\.00 s +3$/m);
  assert.match(text, /^.*\(pid 9\) +Lock \(futex\) +1\.00 s +1$/m);
  assert.match(text, /^Tracing: making spans +30\.3 % +22\.1–40\.0 % +tracing\.span$/m);
  assert.match(text, /^Kernel: locks of user space +25\.0 % +25\.0–50\.0 % +kernel\.lock$/m);
  assert.match(text, /^.*z \(8\) +3 +90\.00 ms +0\.20 s +50\.0 % +loop > on_timer > flush; Tracing: making spans$/m);
  assert.match(text, /z \(8\): 1\.00 s without waiting for events/);
  assert.match(text, /^Sleep +75\.0 % +3\.00 s +3 +sleep\nLock/m);
});
