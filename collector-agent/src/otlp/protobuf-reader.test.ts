import assert from 'node:assert/strict';
import { test } from 'node:test';
import { integerIn, lengthDelimited, MalformedProtobuf, protobufFields, stringIn } from './protobuf-reader.ts';

const bytes = (...values: number[]): Uint8Array => Uint8Array.from(values);

test('reads the wire types that protobuf uses today', () => {
  const message = bytes(8, 0xac, 2, 18, 2, 0x68, 0x69, 29, 1, 0, 0, 0, 33, 2, 0, 0, 0, 0, 0, 0, 0);
  assert.deepEqual(
    [...protobufFields(message)].map(({ field, value }) => [field, value]),
    [
      [1, 300n],
      [2, bytes(0x68, 0x69)],
      [3, 1n],
      [4, 2n],
    ]
  );
  assert.equal(stringIn(message, 2), 'hi');
  assert.equal(integerIn(message, 1), 300n);
  assert.deepEqual(lengthDelimited(message, 9), []);
});

test('the last of a repeated scalar wins', () => {
  assert.equal(integerIn(bytes(8, 1, 8, 2), 1), 2n);
});

test('refuses what is cut off, too long or of an unknown wire type', () => {
  const malformed = [
    bytes(8), // tag without value
    bytes(8, 0x80), // varint without end
    bytes(8, ...new Array<number>(11).fill(0x80)), // varint of eleven bytes
    bytes(18, 5, 1), // five bytes announced, one there
    bytes(18, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1), // 2^64 − 1 bytes announced
    bytes(33, 1, 2), // fixed64 cut off
    bytes(11), // group
  ];
  for (const message of malformed) assert.throws(() => [...protobufFields(message)], MalformedProtobuf);
});
