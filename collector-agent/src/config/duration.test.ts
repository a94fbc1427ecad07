import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseDuration } from './duration.ts';

test('a number with a unit', () => {
  const cases = { '10s': 10_000, '500ms': 500, '1.5m': 90_000, '2h': 7_200_000, ' 1s ': 1_000, '0.25s': 250 };
  for (const [text, ms] of Object.entries(cases)) assert.deepEqual(parseDuration(text), { ok: true, ms }, text);
});

test('anything else is refused with the text in the message', () => {
  for (const text of [
    '10',
    '',
    's',
    '-1s',
    '1 s',
    '10sec',
    '1e3s',
    '0s',
    '0.0001ms',
    '99999999999999999h',
    'Infinitys',
  ]) {
    const parsed = parseDuration(text);
    assert.ok(!parsed.ok && parsed.message.includes(`"${text}"`), text);
  }
});
