import assert from 'node:assert/strict';

/** `share`: how far off the number may be, as a part of what is expected. */
export function assertWithin(actual: number, expected: number, share: number, what: string): void {
  const error = Math.abs(actual / expected - 1);
  assert.ok(error <= share, `${what}: ${actual}, expected ${expected} (${(error * 100).toFixed(2)} % off)`);
}
