import { closeSync, constants, fstatSync, openSync, readlinkSync, statfsSync } from 'node:fs';
import type { SettingNoteId } from '@meshprof/contracts';
import { errorCode } from '../discovery/proc-file.ts';
import { mayRead, maySearch, type ProcessRights } from './process-rights.ts';

/** Of Linux; Node has no name for it. A descriptor that names a file without opening it: no pipe is waited for. */
const O_PATH = 0o10000000;
const MAX_LINKS = 40;
const MAX_NAMES = 256;

/**
 * File systems whose files are made when they are read, and whose links lead elsewhere (`/proc/self` would be this
 * process): procfs, sysfs, debugfs, tracefs, cgroup, cgroup2.
 */
const KERNEL_FILE_SYSTEMS = new Set([0x9fa0, 0x62656572, 0x64626720, 0x74726163, 0x27e0eb, 0x63677270]);

export type OpenedFile =
  { readonly ok: true; readonly descriptor: number } | { readonly ok: false; readonly noteId: SettingNoteId };

/**
 * Opens a file by the path that a process with these rights, and with `root` (an O_PATH descriptor) as its root, would
 * use for it. Names are walked one by one, from descriptor to descriptor, so that the kernel resolves neither links nor
 * `..` and nothing outside the root is reached, whatever is moved meanwhile. (openat2 can resolve in a root too, but is
 * not in Node, and would not ask whether that process may read what root may.)
 */
export function openInRoot(root: number, path: string, rights: ProcessRights): OpenedFile {
  const walk = new Walk(root, rights);
  try {
    return walk.open(path);
  } catch (error) {
    if (error instanceof Refusal) return { ok: false, noteId: error.noteId };
    return { ok: false, noteId: noteOfError(errorCode(error)) };
  } finally {
    walk.close();
  }
}

export type OpenedFolder =
  | { readonly ok: true; readonly descriptor: number; readonly name: string }
  | { readonly ok: false; readonly noteId: SettingNoteId };

/**
 * Opens the folder that a file is in, in the same way but without asking whether that process may: for what this process
 * is told to change. The last name is not looked up, so it may be a link, or nothing.
 */
export function openFolderInRoot(root: number, path: string): OpenedFolder {
  const names = path.split('/').filter((name) => name !== '' && name !== '.');
  const name = names.pop();
  if (name === undefined || name === '..') return { ok: false, noteId: 'file-special' };
  const walk = new Walk(root, undefined);
  try {
    return { ok: true, descriptor: walk.openFolder(names.join('/')), name };
  } catch (error) {
    if (error instanceof Refusal) return { ok: false, noteId: error.noteId };
    return { ok: false, noteId: noteOfError(errorCode(error)) };
  } finally {
    walk.close();
  }
}

export function openRoot(pid: number): OpenedFile {
  try {
    return { ok: true, descriptor: openSync(`/proc/${pid}/root`, O_PATH | constants.O_DIRECTORY) };
  } catch (error) {
    const noteId = ['EACCES', 'EPERM'].includes(errorCode(error)) ? 'file-no-access' : 'file-missing';
    return { ok: false, noteId };
  }
}

function noteOfError(code: string): SettingNoteId {
  if (code === 'ENOENT' || code === 'ENOTDIR') return 'file-missing';
  return code === 'EACCES' || code === 'EPERM' ? 'file-no-access' : 'file-unreadable';
}

class Refusal extends Error {
  readonly noteId: SettingNoteId;

  constructor(noteId: SettingNoteId) {
    super(noteId);
    this.noteId = noteId;
  }
}

class Walk {
  readonly #root: number;
  /** Undefined: whatever this process may. */
  readonly #rights: ProcessRights | undefined;
  /** Folders below the root, the innermost last. */
  #folders: number[] = [];

  constructor(root: number, rights: ProcessRights | undefined) {
    this.#root = root;
    this.#rights = rights;
  }

  open(path: string): OpenedFile {
    const entry = this.#walk(path);
    if (entry === undefined) throw new Refusal('file-special');
    return this.#openFile(entry);
  }

  /** Its descriptor is the caller's. */
  openFolder(path: string): number {
    const entry = this.#walk(path);
    if (entry !== undefined) this.#enter(entry);
    return openSync(`/proc/self/fd/${this.#folder}`, O_PATH | constants.O_DIRECTORY);
  }

  /** Descriptor of what the last name stands for, which is no link; undefined if that is a folder walked through. */
  #walk(path: string): number | undefined {
    const names = path.split('/');
    let links = 0;
    for (let steps = 0; names.length > 0; steps += 1) {
      if (steps > MAX_NAMES || links > MAX_LINKS) throw new Refusal('file-unreadable');
      const name = names.shift() ?? '';
      if (name === '..') this.#leave();
      if (name === '' || name === '.' || name === '..') continue;
      const link = this.#readLink(name);
      if (link === undefined) {
        const entry = openSync(this.#child(name), O_PATH | constants.O_NOFOLLOW);
        if (names.every((next) => next === '')) return entry;
        this.#enter(entry);
      } else {
        links += 1;
        if (link.startsWith('/')) this.close();
        names.unshift(...link.split('/'));
      }
    }
    return undefined;
  }

  close(): void {
    for (const folder of this.#folders) closeSync(folder);
    this.#folders = [];
  }

  get #folder(): number {
    return this.#folders.at(-1) ?? this.#root;
  }

  #child(name: string): string {
    return `/proc/self/fd/${this.#folder}/${name}`;
  }

  #readLink(name: string): string | undefined {
    try {
      return readlinkSync(this.#child(name));
    } catch (error) {
      if (errorCode(error) === 'EINVAL') return undefined;
      throw error;
    }
  }

  #enter(folder: number): void {
    this.#folders.push(folder);
    const stat = fstatSync(folder);
    if (!stat.isDirectory()) throw new Refusal('file-missing');
    if (isKernelFileSystem(folder)) throw new Refusal('file-special');
    if (this.#rights !== undefined && !maySearch(this.#rights, stat)) throw new Refusal('file-forbidden');
  }

  #leave(): void {
    const folder = this.#folders.pop();
    if (folder !== undefined) closeSync(folder);
  }

  #openFile(entry: number): OpenedFile {
    try {
      const stat = fstatSync(entry);
      if (!stat.isFile() || isKernelFileSystem(entry)) throw new Refusal('file-special');
      if (this.#rights !== undefined && !mayRead(this.#rights, stat)) throw new Refusal('file-forbidden');
      // Through the descriptor: the very file that was looked at.
      const descriptor = openSync(`/proc/self/fd/${entry}`, constants.O_RDONLY | constants.O_NONBLOCK);
      return { ok: true, descriptor };
    } finally {
      closeSync(entry);
    }
  }
}

function isKernelFileSystem(descriptor: number): boolean {
  return KERNEL_FILE_SYSTEMS.has(statfsSync(`/proc/self/fd/${descriptor}`).type);
}
