import { randomBytes } from 'node:crypto';
import { closeSync, copyFileSync, openSync, readFileSync, readSync, writeSync } from 'node:fs';

/** ELF note type NT_GNU_BUILD_ID with its owner, as they stand before the id (elf(5)): sizes, type 3, "GNU\0". */
function noteHeader(idBytes: number): Buffer {
  const header = Buffer.alloc(16);
  header.writeUInt32LE(4, 0);
  header.writeUInt32LE(idBytes, 4);
  header.writeUInt32LE(3, 8);
  header.write('GNU\0', 12, 'latin1');
  return header;
}

/** Linkers write 20 bytes (SHA-1), lld and others also 8 or 16. */
const ID_SIZES = [20, 16, 8];
/** Notes stand in the first segment. */
const SEARCHED_BYTES = 64 * 1024;

/** Where the build id stands in the first part of a file. */
export function findBuildId(start: Buffer): { offset: number; bytes: number } | undefined {
  for (const bytes of ID_SIZES) {
    const at = start.indexOf(noteHeader(bytes));
    if (at >= 0) return { offset: at + 16, bytes };
  }
  return undefined;
}

/** Copies a program under a build id that no cache knows. */
export function copyWithNewBuildId(program: string, copy: string): void {
  copyFileSync(program, copy);
  const file = openSync(copy, 'r+');
  try {
    const start = Buffer.alloc(SEARCHED_BYTES);
    readSync(file, start, 0, start.length, 0);
    const id = findBuildId(start);
    if (id === undefined) throw new Error(`${program} has no build id in its first ${SEARCHED_BYTES} bytes`);
    writeSync(file, randomBytes(id.bytes), 0, id.bytes, id.offset);
  } finally {
    closeSync(file);
  }
  // Written a moment ago: in the page cache, as a binary that just started is.
  readFileSync(copy);
}
