import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isLoopbackAddress, isLoopbackName } from './loopback-name.ts';

describe('loopback names', () => {
  for (const host of ['127.0.0.1', '127.0.0.1:4040', 'LocalHost:1', '[::1]:4040']) {
    it(`take ${host}`, () => assert.equal(isLoopbackName(host), true));
  }
  for (const host of [
    undefined,
    '',
    'evil.example',
    'localhost.evil.example:4040',
    '127.0.0.1.evil.example',
    ':4040',
  ]) {
    it(`refuse ${host}`, () => assert.equal(isLoopbackName(host), false));
  }
});

describe('loopback addresses', () => {
  for (const [address, expected] of [
    ['127.0.0.1', true],
    ['::1', true],
    ['::ffff:127.0.0.1', true],
    ['10.0.0.1', false],
    ['::ffff:10.0.0.1', false],
    [undefined, false],
  ] as const) {
    it(`${address} is ${expected ? 'one' : 'none'}`, () => assert.equal(isLoopbackAddress(address), expected));
  }
});
