import assert from 'node:assert/strict';
import { it } from 'node:test';
import { fillTemplate } from './template.ts';

it('fills every placeholder, and nothing inside a value', () => {
  assert.equal(fillTemplate('a __X__ b __X_Y__', { X: '__X_Y__', X_Y: 7 }), 'a __X_Y__ b 7');
});

it('leaves alone what is no placeholder', () => {
  assert.equal(fillTemplate('__init__ $host %REQ(X)% _A_', {}), '__init__ $host %REQ(X)% _A_');
});

it('throws on a placeholder without a value', () => {
  assert.throws(() => fillTemplate('__PORT__', {}), /No value for __PORT__/);
});
