import { type Frame, NO_LOSSES, type ProcessProfile } from './process-profile.ts';

/** For tests: a process of two threads with every kind of frame, a truncated stack and samples of both events. */
export function exampleProfile(changes: Partial<ProcessProfile> = {}): ProcessProfile {
  return {
    identity: {
      pid: 4242,
      service: 'shop.frontend',
      role: 'envoy-sidecar',
      process: 'envoy',
      node: 'node-1',
      namespace: 'shop',
      workload: 'frontend',
      pod: 'frontend-7d4b-x2x9z',
      container: 'istio-proxy',
      cluster: 'test',
      executablePath: '/usr/local/bin/envoy',
    },
    taskId: 'task-1',
    startUnixNs: 1_795_529_567_097_820_540n,
    durationNs: 10_000_000_000n,
    frequencyHz: 99,
    events: ['on-cpu', 'off-cpu'],
    wakers: false,
    stallProfile: false,
    mappings: [
      mapping('/usr/local/bin/envoy', { buildId: 'c0ffee0123456789' }),
      mapping('/lib/libnoid.so', { htlhash: '00112233445566778899aabbccddeeff' }),
    ],
    frames: [
      frame('main', { file: 'source/exe/main.cc', address: 0x1000n }),
      frame('Envoy::Event::DispatcherImpl::run', { source: 'dynsym', address: 0x2040n }),
      frame('envoy+0x3fa0', { source: 'none', address: 0x3fa0n }),
      frame('noid_work', { mapping: 1, address: 0x1000n }),
      frame('ep_poll_[k]', { kind: 'kernel', source: 'kallsyms', mapping: -1, address: 0n }),
      frame('[truncated: depth]', { kind: 'marker', source: 'marker', mapping: -1, address: 0n }),
    ],
    stacks: [
      { frames: Uint32Array.of(2, 1, 0), complete: true, costCategory: 'event-loop' },
      { frames: Uint32Array.of(4, 1, 0), complete: true, costCategory: 'kernel.poll' },
      { frames: Uint32Array.of(3, 5), complete: false, costCategory: 'other' },
    ],
    onCpu: [
      { stack: 0, thread: 'wrk:worker_N', ticks: 300n },
      { stack: 2, thread: 'main', ticks: 1n },
    ],
    offCpu: [
      { stack: 1, thread: 'wrk:worker_N', waitClass: 'poll-idle', switches: 1200n, timeNs: 8_500_000_000n },
      { stack: 2, thread: 'main', waitClass: 'lock', switches: 0n, timeNs: 70_000n },
    ],
    pageFaults: [],
    wakeups: [],
    stalls: [],
    lost: NO_LOSSES,
    ...changes,
  };
}

/** A process with this many samples of each event, each with a stack and a leaf function of its own. */
export function largeProfile(samples: number): ProcessProfile {
  const root = exampleProfile().frames[0] as Frame;
  const numbers = Array.from({ length: samples }, (_, i) => i);
  return exampleProfile({
    frames: [root, ...numbers.map((i) => frame(`ns::function_with_a_longer_name_${i}`, { address: BigInt(i + 1) }))],
    stacks: numbers.map((i) => ({ frames: Uint32Array.of(i + 1, 0), complete: true, costCategory: 'other' })),
    onCpu: numbers.map((i) => ({ stack: i, thread: 'main', ticks: BigInt(i + 1) })),
    offCpu: numbers.map((i) => ({ stack: i, thread: 'main', waitClass: 'lock', switches: 1n, timeNs: BigInt(i + 1) })),
    pageFaults: numbers.map((i) => ({ stack: i, thread: 'main', faultKind: 'minor', faults: BigInt(i + 1) })),
  });
}

function frame(name: string, changes: Partial<Frame>): Frame {
  return { name, file: '', source: 'symtab', kind: 'native', mapping: 0, address: 0n, ...changes };
}

function mapping(path: string, ids: { buildId?: string; htlhash?: string }): ProcessProfile['mappings'][number] {
  return { path, buildId: '', memoryStart: 0x55_0000_0000n, memoryLimit: 0x55_0400_0000n, fileOffset: 0x1000n, ...ids };
}
