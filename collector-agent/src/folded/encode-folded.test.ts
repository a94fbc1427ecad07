import assert from 'node:assert/strict';
import { test } from 'node:test';
import { exampleProfile } from '../profile/profile-test-support.ts';
import { encodeFolded } from './encode-folded.ts';

test('writes root to leaf with the value of the dimension that was asked for', () => {
  const profile = exampleProfile();
  const stack = 'main;Envoy::Event::DispatcherImpl::run;ep_poll_[k]';
  assert.equal(
    encodeFolded([profile], 'on-cpu'),
    '[truncated: depth];noid_work 1\nmain;Envoy::Event::DispatcherImpl::run;envoy+0x3fa0 300\n'
  );
  assert.equal(encodeFolded([profile], 'off-cpu-time'), `[truncated: depth];noid_work 70000\n${stack} 8500000000\n`);
  assert.equal(encodeFolded([profile], 'off-cpu-switches'), `${stack} 1200\n`);
});

test('sums threads, wait classes and processes of one stack', () => {
  const sample = { stack: 1, switches: 1n } as const;
  const profile = exampleProfile({
    offCpu: [
      { ...sample, thread: 'a', waitClass: 'lock', timeNs: 1n },
      { ...sample, thread: 'b', waitClass: 'lock', timeNs: 10n },
      { ...sample, thread: 'a', waitClass: 'sleep', timeNs: 100n },
    ],
  });
  assert.match(encodeFolded([profile, profile], 'off-cpu-time'), /^main;.*ep_poll_\[k\] 222\n$/);
});

test('a name with semicolons stays one frame, and spaces are allowed', () => {
  const [root] = exampleProfile().frames;
  assert.ok(root);
  const profile = exampleProfile({
    frames: [{ ...root, name: '<[u8; 32] as core::fmt::Debug>::fmt' }],
    stacks: [
      { frames: Uint32Array.of(0), complete: true, costCategory: 'other' },
      { frames: new Uint32Array(), complete: false, costCategory: 'unresolved' },
    ],
    onCpu: [
      { stack: 0, thread: 'main', ticks: 2n },
      { stack: 1, thread: 'main', ticks: 1n },
    ],
  });
  assert.equal(encodeFolded([profile], 'on-cpu'), '<[u8: 32] as core::fmt::Debug>::fmt 2\n[no frames] 1\n');
});

test('nothing recorded is an empty file', () => {
  assert.equal(encodeFolded([exampleProfile({ onCpu: [] })], 'on-cpu'), '');
});
