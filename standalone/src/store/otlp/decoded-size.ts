import type { DescField, DescMessage } from '@bufbuild/protobuf';
import { ScalarType } from '@bufbuild/protobuf';

/** Rough costs in memory, measured on Node 24 and rounded up. */
const MESSAGE_BASE_BYTES = 48;
const BYTES_PER_FIELD = 24;
const BIGINT_BYTES = 32;
const NUMBER_BYTES = 8;
const STRING_BASE_BYTES = 24;

const MAX_DEPTH = 100;

/**
 * Estimates the memory that decoding a message would take, by walking its wire format without making objects: two
 * bytes on the wire can become an object of three hundred. Stops counting at `limitBytes`. Malformed input ends the
 * count early; the decoder then reports it.
 */
export function estimateDecodedBytes(schema: DescMessage, bytes: Uint8Array, limitBytes: number): number {
  const walk = new WireWalk(bytes, limitBytes);
  walk.message(shapeOf(schema), 0, bytes.length, 0);
  return walk.total;
}

interface Shape {
  readonly costBytes: number;
  readonly fields: ReadonlyMap<number, DescField>;
}

const shapes = new WeakMap<DescMessage, Shape>();

function shapeOf(schema: DescMessage): Shape {
  let shape = shapes.get(schema);
  if (shape === undefined) {
    const fields = new Map(schema.fields.map((field) => [field.number, field]));
    shape = { costBytes: MESSAGE_BASE_BYTES + schema.fields.length * BYTES_PER_FIELD, fields };
    shapes.set(schema, shape);
  }
  return shape;
}

class WireWalk {
  total = 0;
  readonly #bytes: Uint8Array;
  readonly #limit: number;
  #position = 0;

  constructor(bytes: Uint8Array, limit: number) {
    this.#bytes = bytes;
    this.#limit = limit;
  }

  message(shape: Shape, start: number, end: number, depth: number): void {
    this.total += shape.costBytes;
    this.#position = start;
    while (this.#position < end && this.total <= this.#limit && depth < MAX_DEPTH) {
      const tag = this.#varint();
      const field = shape.fields.get(Math.floor(tag / 8));
      switch (tag % 8) {
        case 0:
          this.#varint();
          this.total += scalarCost(field);
          break;
        case 1:
          this.#position += 8;
          this.total += scalarCost(field);
          break;
        case 2:
          this.#delimited(field, this.#varint(), depth);
          break;
        case 5:
          this.#position += 4;
          this.total += scalarCost(field);
          break;
        default:
          return;
      }
    }
  }

  #delimited(field: DescField | undefined, length: number, depth: number): void {
    const start = this.#position;
    const end = Math.min(start + length, this.#bytes.length);
    if (field?.message !== undefined) this.message(shapeOf(field.message), start, end, depth + 1);
    else if (isPacked(field)) this.total += this.#elements(field, start, end) * scalarCost(field);
    else if (field !== undefined) this.total += STRING_BASE_BYTES + 2 * (end - start);
    this.#position = end;
  }

  #elements(field: DescField, start: number, end: number): number {
    if (field.scalar === ScalarType.FIXED64) return (end - start) / 8;
    if (field.scalar === ScalarType.FIXED32) return (end - start) / 4;
    let count = 0;
    for (let at = start; at < end; at++) if (this.#bytes[at]! < 0x80) count++;
    return count;
  }

  /** Exact up to 2^53, which is beyond any tag or length that can be right. */
  #varint(): number {
    let value = 0;
    let factor = 1;
    for (let read = 0; read < 10 && this.#position < this.#bytes.length; read++) {
      const byte = this.#bytes[this.#position++]!;
      value += (byte & 0x7f) * factor;
      if (byte < 0x80) break;
      factor *= 128;
    }
    return value;
  }
}

function isPacked(field: DescField | undefined): field is DescField {
  return (
    field?.fieldKind === 'list' &&
    field.listKind === 'scalar' &&
    field.scalar !== ScalarType.STRING &&
    field.scalar !== ScalarType.BYTES
  );
}

const BIGINT_SCALARS: ReadonlySet<ScalarType | undefined> = new Set([
  ScalarType.INT64,
  ScalarType.UINT64,
  ScalarType.FIXED64,
]);

function scalarCost(field: DescField | undefined): number {
  return BIGINT_SCALARS.has(field?.scalar) ? BIGINT_BYTES : NUMBER_BYTES;
}
