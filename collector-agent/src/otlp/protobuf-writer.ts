/**
 * Writes the protobuf wire format. As proto3 wants, a field that holds its type's default is left out, except by the
 * `present…` methods (members of a oneof, rows of a repeated field).
 */
export class ProtobufWriter {
  #buffer = Buffer.alloc(4096);
  #length = 0;

  /** The bytes written so far, in memory of their own. */
  finish(): Uint8Array {
    return Uint8Array.prototype.slice.call(this.#buffer, 0, this.#length);
  }

  /** uint32, uint64, int32, int64, enum. */
  integer(field: number, value: number | bigint): void {
    if (value !== 0 && value !== 0n) this.presentInteger(field, value);
  }

  presentInteger(field: number, value: number | bigint): void {
    this.#tag(field, WIRE_VARINT);
    this.#varint(value);
  }

  fixed64(field: number, value: bigint): void {
    if (value === 0n) return;
    this.#tag(field, WIRE_FIXED64);
    this.#reserve(8);
    this.#length = this.#buffer.writeBigUInt64LE(value, this.#length);
  }

  string(field: number, text: string): void {
    if (text !== '') this.presentString(field, text);
  }

  presentString(field: number, text: string): void {
    const sizeBytes = Buffer.byteLength(text);
    this.#tag(field, WIRE_LENGTH_DELIMITED);
    this.#varint(sizeBytes);
    this.#reserve(sizeBytes);
    this.#length += this.#buffer.write(text, this.#length);
  }

  bytes(field: number, bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    this.#tag(field, WIRE_LENGTH_DELIMITED);
    this.#varint(bytes.length);
    this.#reserve(bytes.length);
    this.#buffer.set(bytes, this.#length);
    this.#length += bytes.length;
  }

  /** A packed repeated field of integers. */
  integers(field: number, values: ArrayLike<number | bigint>): void {
    if (values.length === 0) return;
    this.message(field, () => {
      for (let i = 0; i < values.length; i++) this.#varint(values[i] ?? 0);
    });
  }

  /** A message that is there, even if `fill` writes nothing. */
  message(field: number, fill: () => void): void {
    this.#tag(field, WIRE_LENGTH_DELIMITED);
    const start = this.#length;
    this.#reserve(1);
    this.#length = start + 1;
    fill();
    this.#setLength(start);
  }

  /**
   * The length stands before the content but is known only after it. It has a byte; most messages of a profile are that
   * short, and a request has tens of thousands of them. The content of longer ones is moved.
   */
  #setLength(start: number): void {
    const sizeBytes = this.#length - start - 1;
    const more = varintBytes(sizeBytes) - 1;
    if (more > 0) {
      this.#reserve(more);
      this.#buffer.copyWithin(start + 1 + more, start + 1, this.#length);
    }
    this.#length = start;
    this.#smallVarint(sizeBytes);
    this.#length += sizeBytes;
  }

  #tag(field: number, wireType: number): void {
    this.#varint(field * 8 + wireType);
  }

  #varint(value: number | bigint): void {
    this.#reserve(MAX_VARINT_BYTES);
    if (typeof value === 'number') {
      if (!Number.isSafeInteger(value)) throw new RangeError(`${value} is no exact integer`);
      if (value >= 0) return this.#smallVarint(value);
    }
    // Negative numbers are written as their 64-bit two's complement.
    let rest = BigInt.asUintN(64, BigInt(value));
    while (rest > MAX_SAFE) {
      this.#buffer[this.#length++] = Number(rest & 0x7fn) | 0x80;
      rest >>= 7n;
    }
    this.#smallVarint(Number(rest));
  }

  #smallVarint(value: number): void {
    let rest = value;
    while (rest > 0x7f) {
      this.#buffer[this.#length++] = (rest % 128) | 0x80;
      rest = Math.floor(rest / 128); // not >>>: values may exceed 32 bits
    }
    this.#buffer[this.#length++] = rest;
  }

  #reserve(sizeBytes: number): void {
    const needed = this.#length + sizeBytes;
    if (needed <= this.#buffer.length) return;
    const larger = Buffer.alloc(Math.max(needed, this.#buffer.length * 2));
    larger.set(this.#buffer.subarray(0, this.#length));
    this.#buffer = larger;
  }
}

const WIRE_VARINT = 0;
const WIRE_FIXED64 = 1;
const WIRE_LENGTH_DELIMITED = 2;
const MAX_VARINT_BYTES = 10;
const MAX_SAFE = BigInt(Number.MAX_SAFE_INTEGER);

function varintBytes(value: number): number {
  let bytes = 1;
  for (let rest = value; rest > 0x7f; rest = Math.floor(rest / 128)) bytes += 1;
  return bytes;
}
