import assert from 'node:assert/strict';
import { test } from 'node:test';
import { planRecord } from '../record/record-plan.ts';
import { formatReport } from './record-report.ts';

test('a thread cannot write to the terminal through its name', () => {
  const planned = planRecord({ pid: '7', frequency: '99', output: 'x.otlp' }, []);
  assert.ok(planned.ok);
  const stacks = { complete: 1, truncated: 0 };
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
      onCpu: { samplesExpected: 100, samplesKept: 99, lost: { 'ring-full': 1 }, stacks },
      offCpu: { switches: 0, timeNs: 0, byWaitClass: {}, lost: {}, stacks: { complete: 0, truncated: 0 } },
      frames: { total: 10, named: { symtab: 9 }, unnamed: 1 },
    },
    profiles: [],
    outputBytes: 10,
    end: 'duration',
    stolenNs: 0,
  });
  assert.ok(!text.includes('\u001b'));
  assert.match(text, /99 of 100 samples kept, 100\.0 % of stacks complete; lost: 1 ring-full/);
  assert.match(text, /90\.0 % of frames have a name/);
});
