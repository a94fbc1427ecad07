/** A file or folder of an archive. Without contents and source it is a folder. */
export interface CpioEntry {
  /** Absolute. Folders above it need not be listed. */
  readonly path: string;
  readonly contents?: Uint8Array;
  readonly isExecutable?: boolean;
}

const FOLDER_MODE = 0o040755;
const FILE_MODE = 0o100644;
const PROGRAM_MODE = 0o100755;

/**
 * The parts of a cpio archive in the `newc` format, which is what Linux unpacks as its first file system
 * (Documentation/driver-api/early-userspace/buffer-format.rst). Owner is root, times are 0: same files, same archive.
 */
export function* cpioArchive(entries: readonly CpioEntry[]): Generator<Uint8Array> {
  let inode = 1;
  for (const { path, contents, isExecutable } of withFolders(entries)) {
    const mode = contents === undefined ? FOLDER_MODE : isExecutable ? PROGRAM_MODE : FILE_MODE;
    yield header(path.slice(1), { inode: inode++, mode, size: contents?.length ?? 0 });
    if (contents !== undefined) {
      yield contents;
      yield padding(contents.length);
    }
  }
  yield header('TRAILER!!!', { inode: 0, mode: 0, size: 0 });
}

/** Each folder once, before what it holds. */
function withFolders(entries: readonly CpioEntry[]): CpioEntry[] {
  const byPath = new Map<string, CpioEntry>();
  for (const entry of entries) {
    const names = entry.path.split('/').slice(1, -1);
    names.forEach((_, depth) => {
      const folder = `/${names.slice(0, depth + 1).join('/')}`;
      if (!byPath.has(folder)) byPath.set(folder, { path: folder });
    });
    byPath.set(entry.path, entry);
  }
  return [...byPath.values()];
}

function header(name: string, { inode, mode, size }: { inode: number; mode: number; size: number }): Uint8Array {
  const links = 1;
  const [owner, group, time, device, checksum] = [0, 0, 0, 0, 0];
  const nameBytes = Buffer.from(`${name}\0`);
  const fields = [inode, mode, owner, group, links, time, size];
  fields.push(device, device, device, device, nameBytes.length, checksum);
  const text = `070701${fields.map((field) => field.toString(16).padStart(8, '0')).join('')}`;
  const unpadded = Buffer.concat([Buffer.from(text), nameBytes]);
  return Buffer.concat([unpadded, padding(unpadded.length)]);
}

function padding(length: number): Uint8Array {
  return new Uint8Array((4 - (length % 4)) % 4);
}
