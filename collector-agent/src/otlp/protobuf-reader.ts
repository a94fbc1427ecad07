/** A message that does not follow the protobuf wire format. Servers and damaged files can send such; callers catch it. */
export class MalformedProtobuf extends Error {}

export interface ProtobufField {
  readonly field: number;
  /** Varints and fixed-size integers as unsigned numbers; strings, bytes and messages as their bytes. */
  readonly value: bigint | Uint8Array;
}

/**
 * The fields of one message, in wire order. For the few small messages that come back from a server; groups are refused.
 *
 * @throws {MalformedProtobuf}
 */
export function* protobufFields(message: Uint8Array): Generator<ProtobufField> {
  const reader = new Reader(message);
  while (!reader.atEnd) {
    const tag = reader.varint();
    const field = Number(tag >> 3n);
    switch (Number(tag & 7n)) {
      case 0:
        yield { field, value: reader.varint() };
        break;
      case 1:
        yield { field, value: reader.little(8) };
        break;
      case 2:
        yield { field, value: reader.bytes(reader.varint()) };
        break;
      case 5:
        yield { field, value: reader.little(4) };
        break;
      default:
        throw new MalformedProtobuf(`field ${field} has wire type ${tag & 7n}`);
    }
  }
}

/** The submessages, strings or byte strings in a field. */
export function lengthDelimited(message: Uint8Array, field: number): Uint8Array[] {
  return [...protobufFields(message)].flatMap((entry) =>
    entry.field === field && entry.value instanceof Uint8Array ? [entry.value] : []
  );
}

/** The integer in a field: the last one written, as proto3 has it, or 0. */
export function integerIn(message: Uint8Array, field: number): bigint {
  let integer = 0n;
  for (const entry of protobufFields(message)) {
    if (entry.field === field && typeof entry.value === 'bigint') integer = entry.value;
  }
  return integer;
}

export function stringIn(message: Uint8Array, field: number): string {
  const bytes = lengthDelimited(message, field).at(-1);
  return bytes ? Buffer.from(bytes).toString('utf8') : '';
}

class Reader {
  readonly #message: Uint8Array;
  #position = 0;

  constructor(message: Uint8Array) {
    this.#message = message;
  }

  get atEnd(): boolean {
    return this.#position >= this.#message.length;
  }

  varint(): bigint {
    let value = 0n;
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const byte = this.#byte();
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return BigInt.asUintN(64, value);
    }
    throw new MalformedProtobuf('a varint has more than ten bytes');
  }

  little(sizeBytes: number): bigint {
    return this.bytes(BigInt(sizeBytes)).reduceRight((value, byte) => (value << 8n) | BigInt(byte), 0n);
  }

  bytes(length: bigint): Uint8Array {
    if (length > BigInt(this.#message.length - this.#position)) throw new MalformedProtobuf('the message is cut off');
    const start = this.#position;
    this.#position += Number(length);
    return this.#message.subarray(start, this.#position);
  }

  #byte(): number {
    const byte = this.#message[this.#position++];
    if (byte === undefined) throw new MalformedProtobuf('the message is cut off');
    return byte;
  }
}
