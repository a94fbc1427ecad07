import { crc32 } from 'node:zlib';

/**
 * One request on disk: magic (4 bytes), payload length and CRC-32 of the payload (4 bytes each, little-endian), payload.
 * Its file name holds place and age: `<sequence, 16 digits>-<Unix ms>.request`.
 */
const MAGIC = Buffer.from('MPR1');
const HEADER_BYTES = 12;

export function encodeRecord(payload: Uint8Array): Uint8Array {
  const record = Buffer.alloc(HEADER_BYTES + payload.length);
  MAGIC.copy(record);
  record.writeUInt32LE(payload.length, 4);
  record.writeUInt32LE(crc32(payload), 8);
  record.set(payload, HEADER_BYTES);
  return record;
}

/** The payload, or undefined if the record is cut off or damaged. */
export function decodeRecord(record: Buffer): Uint8Array | undefined {
  if (record.length < HEADER_BYTES || !record.subarray(0, 4).equals(MAGIC)) return undefined;
  const payload = record.subarray(HEADER_BYTES);
  const intact = payload.length === record.readUInt32LE(4) && crc32(payload) === record.readUInt32LE(8);
  return intact ? payload : undefined;
}

export interface RecordName {
  readonly sequence: number;
  readonly enqueuedUnixMs: number;
}

const NAME = /^(\d{16})-(\d{1,15})\.request$/;
/** A record being written; one found at start was never acknowledged to its writer. */
export const UNFINISHED_SUFFIX = '.unfinished';

export function recordFileName({ sequence, enqueuedUnixMs }: RecordName): string {
  return `${String(sequence).padStart(16, '0')}-${enqueuedUnixMs}.request`;
}

export function parseRecordFileName(fileName: string): RecordName | undefined {
  const [, sequence, enqueuedUnixMs] = NAME.exec(fileName) ?? [];
  if (sequence === undefined || enqueuedUnixMs === undefined) return undefined;
  return { sequence: Number(sequence), enqueuedUnixMs: Number(enqueuedUnixMs) };
}
