import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cleanText } from './clean-text.ts';

test('keeps ordinary names as they are', () => {
  const name = 'std::vector<Envoy::Größe, 日本>::operator()(int) const';
  assert.equal(cleanText(name, 4096), name);
});

test('replaces what would break a line, a terminal or a page', () => {
  assert.equal(
    cleanText('a\nb\r\0c\u001b[31m\u0085\u2028\u202ed\u2066', 100),
    'a\ufffdb\ufffd\ufffdc\ufffd[31m\ufffd\ufffd\ufffdd\ufffd'
  );
});

test('makes lone surrogates valid Unicode', () => {
  assert.ok(cleanText('a\ud800b\udc00', 100).isWellFormed());
});

test('caps the length in UTF-8 bytes and cuts no character in half', () => {
  for (const character of ['a', 'ß', '日', '😀']) {
    for (let maxBytes = 10; maxBytes < 20; maxBytes++) {
      const capped = cleanText(character.repeat(50), maxBytes);
      assert.ok(Buffer.byteLength(capped) <= maxBytes, `${capped} has more than ${maxBytes} bytes`);
      assert.match(capped, new RegExp(`^(${character})+…$`, 'u'));
    }
  }
  assert.equal(cleanText('ß'.repeat(5), 10), 'ß'.repeat(5));
});
