import { createHash } from 'node:crypto';
import { closeSync, fstatSync, readSync } from 'node:fs';
import { openIfRegular } from '../files/open-if-regular.ts';

const PAGE_BYTES = 4096;

/**
 * Build id of a file that has none: the first 16 bytes of SHA-256 over its first and last 4,096 bytes and its length
 * as eight bytes, big-endian (OpenTelemetry specification, profiles/mappings.md). Lower-case hex; undefined if the
 * file cannot be read or is no regular file. For a mapped file use `/proc/PID/map_files/START-LIMIT`, which opens the
 * file that is mapped even if its path now names another.
 */
export function htlhashOfFile(path: string): string | undefined {
  const fd = openIfRegular(path);
  if (fd === undefined) return undefined;
  try {
    const { size } = fstatSync(fd);
    const hash = createHash('sha256');
    hash.update(readAt(fd, 0));
    hash.update(readAt(fd, Math.max(0, size - PAGE_BYTES)));
    const length = Buffer.alloc(8);
    length.writeBigUInt64BE(BigInt(size));
    return hash.update(length).digest('hex').slice(0, 32);
  } catch {
    return undefined;
  } finally {
    closeSync(fd);
  }
}

function readAt(fd: number, position: number): Buffer {
  const page = Buffer.alloc(PAGE_BYTES);
  return page.subarray(0, readSync(fd, page, 0, PAGE_BYTES, position));
}
