import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seededRandom } from '../testing/seeded-random.ts';
import { protobufFields } from './protobuf-reader.ts';
import { ProtobufWriter } from './protobuf-writer.ts';

/** The definition, in BigInt: seven bits a byte, lowest first, top bit set on all but the last. */
function referenceVarint(value: bigint): number[] {
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, value);
  do {
    const low = Number(rest % 128n);
    rest /= 128n;
    bytes.push(rest === 0n ? low : low + 128);
  } while (rest > 0n);
  return bytes;
}

function written(write: (writer: ProtobufWriter) => void): number[] {
  const writer = new ProtobufWriter();
  write(writer);
  return [...writer.finish()];
}

test('varints equal the reference for all lengths, as bigint and as number', () => {
  const random = seededRandom(1);
  for (let i = 0; i < 20_000; i++) {
    const bits = BigInt(Math.floor(random() * 65));
    const any = (BigInt(Math.floor(random() * 2 ** 32)) << 32n) | BigInt(Math.floor(random() * 2 ** 32));
    const value = BigInt.asUintN(Number(bits), any) || 1n;
    const expected = [1 << 3, ...referenceVarint(value)];
    assert.deepEqual(
      written((writer) => writer.integer(1, value)),
      expected,
      `${value}`
    );
    if (value <= BigInt(Number.MAX_SAFE_INTEGER)) {
      assert.deepEqual(
        written((writer) => writer.integer(1, Number(value))),
        expected,
        `${value} as number`
      );
    }
  }
});

test('negative integers are 64-bit two’s complement', () => {
  for (const value of [-1n, -5n, -(2n ** 63n)]) {
    assert.deepEqual(
      written((writer) => writer.integer(1, value)),
      [8, ...referenceVarint(value)]
    );
  }
  assert.deepEqual(
    written((writer) => writer.integer(1, -5)),
    [8, ...referenceVarint(-5n)]
  );
});

test('a number that is no exact integer is a programming error', () => {
  assert.throws(() => written((writer) => writer.integer(1, 2 ** 53)), RangeError);
  assert.throws(() => written((writer) => writer.integer(1, 0.5)), RangeError);
});

test('nested messages of every length, around the sizes where their length grows by a byte', () => {
  for (const sizeBytes of [0, 1, 125, 126, 127, 128, 129, 16_381, 16_382, 16_383, 16_384, 70_000]) {
    const content = new Uint8Array(sizeBytes).map((_, i) => i % 256);
    const message = Uint8Array.from(
      written((writer) => {
        writer.string(1, 'before');
        writer.message(2, () => writer.message(3, () => writer.bytes(4, content)));
        writer.string(5, 'after');
      })
    );
    const outer = [...protobufFields(message)];
    assert.deepEqual(
      outer.map(({ field }) => field),
      [1, 2, 5]
    );
    const [inner] = [...protobufFields(outer[1]?.value as Uint8Array)];
    const [innermost] = [...protobufFields(inner?.value as Uint8Array)];
    assert.deepEqual(innermost?.value ?? new Uint8Array(), content, `${sizeBytes} bytes`);
  }
});

test('leaves out defaults, except where presence matters', () => {
  const defaults = written((writer) => {
    writer.integer(1, 0);
    writer.integer(1, 0n);
    writer.string(2, '');
    writer.bytes(3, new Uint8Array());
    writer.fixed64(4, 0n);
    writer.integers(5, []);
  });
  assert.deepEqual(defaults, []);
  const present = written((writer) => {
    writer.presentInteger(1, 0);
    writer.presentString(2, '');
    writer.message(3, () => undefined);
    writer.integers(5, [0, 300]);
  });
  assert.deepEqual(present, [8, 0, 18, 0, 26, 0, 42, 3, 0, 172, 2]);
});

test('fixed64 is little-endian', () => {
  assert.deepEqual(
    written((writer) => writer.fixed64(1, 0x0102030405060708n)),
    [9, 8, 7, 6, 5, 4, 3, 2, 1]
  );
});
