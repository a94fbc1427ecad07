import { mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { decodeRecord, encodeRecord } from '../spool/spool-record.ts';

/** What a file's name says of a window of one process. */
export interface WindowName {
  readonly pid: number;
  readonly startTimeTicks: string;
  readonly fromUnixMs: number;
  readonly toUnixMs: number;
  readonly keepMs: number;
}

export interface StoredWindow extends WindowName {
  readonly sizeBytes: number;
}

const NAME = /^(\d{1,10})-(\d{1,20})-(\d{1,15})-(\d{1,15})-(\d{1,10})\.window$/;
const UNFINISHED_SUFFIX = '.unfinished';

/**
 * Windows on disk, one file each: complete or not there. Unlike the spool's they are not flushed: after a power cut
 * the machine and so the processes are new ones.
 */
export class WindowFiles {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /**
   * Makes the folder, for its owner only, and finds what an earlier process left. `unfinished` windows were being
   * written when it ended.
   */
  async open(): Promise<{ windows: StoredWindow[]; unfinished: number }> {
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    const windows: StoredWindow[] = [];
    let unfinished = 0;
    for (const fileName of await readdir(this.#folder)) {
      const name = parseName(fileName);
      if (name !== undefined) {
        windows.push({ ...name, sizeBytes: (await stat(path.join(this.#folder, fileName))).size });
      } else if (fileName.endsWith(UNFINISHED_SUFFIX)) {
        unfinished += 1;
        await rm(path.join(this.#folder, fileName), { force: true });
      }
    }
    return { windows: windows.sort((a, b) => a.toUnixMs - b.toUnixMs), unfinished };
  }

  async write(name: WindowName, requests: readonly Uint8Array[]): Promise<StoredWindow> {
    const record = encodeRecord(joinRequests(requests));
    const file = this.#pathOf(name);
    try {
      const handle = await open(file + UNFINISHED_SUFFIX, 'w', 0o600);
      try {
        await handle.writeFile(record);
      } finally {
        await handle.close();
      }
      await rename(file + UNFINISHED_SUFFIX, file);
    } catch (error) {
      // A full disk has no room for the part that was written either.
      await rm(file + UNFINISHED_SUFFIX, { force: true }).catch(() => undefined);
      throw error;
    }
    return { ...name, sizeBytes: record.length };
  }

  /** Undefined if the file is damaged, unreadable or gone. */
  async read(name: WindowName): Promise<Uint8Array[] | undefined> {
    const bytes = await readFile(this.#pathOf(name)).catch(() => undefined);
    const payload = bytes === undefined ? undefined : decodeRecord(bytes);
    return payload === undefined ? undefined : splitRequests(payload);
  }

  async remove(name: WindowName): Promise<void> {
    await rm(this.#pathOf(name), { force: true }).catch(() => undefined);
  }

  #pathOf({ pid, startTimeTicks, fromUnixMs, toUnixMs, keepMs }: WindowName): string {
    return path.join(this.#folder, `${pid}-${startTimeTicks}-${fromUnixMs}-${toUnixMs}-${keepMs}.window`);
  }
}

function parseName(fileName: string): WindowName | undefined {
  const [, pid, startTimeTicks = '', fromUnixMs, toUnixMs, keepMs] = NAME.exec(fileName) ?? [];
  if (pid === undefined) return undefined;
  return {
    pid: Number(pid),
    startTimeTicks,
    fromUnixMs: Number(fromUnixMs),
    toUnixMs: Number(toUnixMs),
    keepMs: Number(keepMs),
  };
}

/** Each with its length before it, 4 bytes little-endian. */
function joinRequests(requests: readonly Uint8Array[]): Uint8Array {
  return Buffer.concat(
    requests.flatMap((request) => {
      const length = Buffer.alloc(4);
      length.writeUInt32LE(request.length);
      return [length, request];
    })
  );
}

function splitRequests(payload: Uint8Array): Uint8Array[] | undefined {
  const bytes = Buffer.from(payload.buffer, payload.byteOffset, payload.length);
  const requests: Uint8Array[] = [];
  for (let at = 0; at < bytes.length;) {
    if (at + 4 > bytes.length) return undefined;
    const end = at + 4 + bytes.readUInt32LE(at);
    if (end > bytes.length) return undefined;
    requests.push(bytes.subarray(at + 4, end));
    at = end;
  }
  return requests;
}
