import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nearMiss } from './near-miss.ts';

test('a near miss is near', () => {
  const known = ['maxSessions', 'stateDir'];
  assert.equal(nearMiss('maxsessions', known), 'maxSessions');
  assert.equal(nearMiss('statedir', known), 'stateDir');
  assert.equal(nearMiss('mxaSessions', known), 'maxSessions');
  assert.equal(nearMiss('x', known), undefined);
  assert.equal(nearMiss('endpoint', known), undefined);
});
