import assert from 'node:assert/strict';
import { test } from 'node:test';
import { WAIT_CLASSES, wilsonInterval } from '@meshprof/contracts';
import { exampleProfile } from '../profile/profile-test-support.ts';
import { summarize } from './summary.ts';

const waitClass = (id: string): number => WAIT_CLASSES.findIndex((row) => row.id === id);

test('has exactly the fields that scripts read, as safe numbers', () => {
  const summary = summarize({
    totals: {
      durationNs: 10_000_000_123n,
      threads: [
        {
          tgid: 7,
          tid: 8,
          name: 'worker',
          onCpuNs: 3_000_000_000n,
          runnableNs: 1n,
          blockedNs: 7_000_000_122n,
          voluntarySwitches: 4n,
          involuntarySwitches: 5n,
        },
      ],
      waitClasses: [
        { waitClass: waitClass('sleep'), switches: 4n, timeNs: 7_000_000_122n },
        { waitClass: waitClass('preempted'), switches: 5n, timeNs: 0n },
        { waitClass: waitClass('runnable'), switches: 0n, timeNs: 1n },
        { waitClass: waitClass('lock'), switches: 0n, timeNs: 0n },
      ],
      onCpuExpected: 300n,
      onCpuKept: 297n,
      onCpuLost: { 'ring-full': 3n },
      offCpuLost: {},
      wakers: [],
      wakersLost: { 'map-full': 4n },
      pageFaults: [
        { tgid: 7, tid: 7, name: 'x', minor: 20n, major: 3n },
        { tgid: 7, tid: 8, name: 'worker', minor: 1n, major: 0n },
      ],
      pageFaultsLost: { 'ring-full': 2n },
      stalls: [],
      stallsLost: { 'ring-full': 1n },
      offCpuEstimated: { switches: 0n, timeNs: 0n, samples: 0n, effectiveSwitchSamples: 0, effectiveTimeSamples: 0 },
      offCpuKeyChecks: 0n,
      offCpuKeyMismatches: 0n,
      namesLost: { 'names-timed-out': 2n },
      problems: ['/bin/x: it is not an ELF file'],
      bpfMemoryBytes: 8_388_608,
    },
    profiles: [
      exampleProfile({
        pageFaults: [{ stack: 0, thread: 'main', faultKind: 'minor', faults: 2n }],
        onCpu: [
          { stack: 0, thread: 'main', ticks: 290n },
          { stack: 2, thread: 'main', ticks: 7n },
        ],
        offCpu: [
          { stack: 1, thread: 'main', waitClass: 'sleep', switches: 4n, timeNs: 7n },
          { stack: 1, thread: 'main', waitClass: 'poll-idle', switches: 5n, timeNs: 1_000n },
        ],
      }),
    ],
    agentCpuNs: 5,
    rssBytes: 6,
  });
  assert.deepEqual(JSON.parse(JSON.stringify(summary)), {
    durationNs: 10_000_000_123,
    agentCpuNs: 5,
    rssBytes: 6,
    bpfMemoryBytes: 8_388_608,
    threads: [
      {
        tid: 8,
        name: 'worker',
        onCpuNs: 3_000_000_000,
        runnableNs: 1,
        blockedNs: 7_000_000_122,
        voluntarySwitches: 4,
        involuntarySwitches: 5,
      },
    ],
    onCpu: {
      samplesExpected: 300,
      samplesKept: 297,
      lost: { 'ring-full': 3 },
      byCostCategory: {
        'event-loop': { samples: 290, ...wilsonInterval(290, 297) },
        other: { samples: 7, ...wilsonInterval(7, 297) },
      },
      stacks: { complete: 290, truncated: 7, truncatedBy: { depth: 7 } },
    },
    offCpu: {
      switches: 9,
      timeNs: 7_000_000_123,
      byWaitClass: {
        sleep: { switches: 4, timeNs: 7_000_000_122 },
        preempted: { switches: 5, timeNs: 0 },
        runnable: { switches: 0, timeNs: 1 },
      },
      wakers: [],
      wakersLost: { 'map-full': 4 },
      lost: {},
      byCostCategory: { 'kernel.poll': { switches: 4, timeNs: 7, share: 1, low: 1, high: 1 } },
      stacks: { complete: 9, truncated: 0, truncatedBy: {} },
    },
    pageFaults: {
      minor: 21,
      major: 3,
      lost: { 'ring-full': 2 },
      stacks: { complete: 2, truncated: 0, truncatedBy: {} },
    },
    loopStalls: [],
    loopStallsLost: { 'ring-full': 1 },
    // Of exampleProfile's stacks: three frames with one unnamed, one frame, and two frames with a kernel one.
    frames: { total: 292 * 3 + 7 + 9 * 3, named: { dynsym: 301, symtab: 308, kallsyms: 9 }, unnamed: 292 },
    samples: { total: 308, leafNamed: { symtab: 7, dynsym: 9 }, leafUnnamed: 292, unnamed: 0 },
    namesLost: { 'names-timed-out': 2 },
    problems: ['/bin/x: it is not an ELF file'],
  });
});
