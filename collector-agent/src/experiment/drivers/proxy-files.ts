import {
  accessSync,
  closeSync,
  constants,
  fchmodSync,
  fchownSync,
  fstatSync,
  fsyncSync,
  lstatSync,
  openSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  type Stats,
  statfsSync,
  writeFileSync,
} from 'node:fs';
import { errorCode } from '../../discovery/proc-file.ts';
import { MAX_CONFIG_BYTES } from '../../proxy-settings/config-files.ts';
import { openFolderInRoot, openRoot } from '../../proxy-settings/open-in-root.ts';

export type FileResult<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly problem: string; readonly isDiskFull?: boolean };

export interface FileContent {
  readonly bytes: Buffer;
  readonly uid: number;
  readonly gid: number;
  readonly mode: number;
}

const NAMED: Readonly<Record<string, string>> = {
  ENOENT: 'does not exist',
  ELOOP:
    'is a symbolic link (as a ConfigMap makes them), so no file can be moved onto it: change what it comes from, or mount a folder of files',
  EROFS: 'is on a file system that is read-only for the proxy: mount it writable',
  EACCES: 'may not be reached by this process: run the experiment agent as root',
  EPERM: 'may not be changed by this process: run the experiment agent as root',
  ENOSPC: 'is on a disk that is full',
};

const NO_FILE = 'is no regular file';

/** Files by the paths that a proxy has for them: its root, its working directory. */
export class ProxyFiles {
  readonly #pid: number;

  constructor(pid: number) {
    this.#pid = pid;
  }

  read(path: string): FileResult<FileContent> {
    return this.#inFolder(path, (file) => {
      const descriptor = openSync(file, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
      try {
        const stat = fstatSync(descriptor);
        if (!stat.isFile()) return refuse(path, NO_FILE);
        if (stat.size > MAX_CONFIG_BYTES) return refuse(path, `is larger than ${MAX_CONFIG_BYTES} bytes`);
        const { uid, gid, mode } = stat;
        return { ok: true, value: { bytes: readFileSync(descriptor), uid, gid, mode: mode & 0o7777 } };
      } finally {
        closeSync(descriptor);
      }
    });
  }

  /**
   * Puts a new file in its place by a move, which is what Envoy watches for; so no reader ever sees a part of one, and a
   * crash leaves the old or the new. It is on disk when this returns.
   */
  replace(path: string, { bytes, uid, gid, mode }: FileContent): FileResult<void> {
    return this.#inFolder(path, (file, folder) => {
      // Always the same name: what a killed process left is found again, and in the same folder, so on the same disk.
      const temporary = file.replace(/[^/]+$/, (name) => `.${name}.meshprof`);
      rmSync(temporary, { force: true });
      const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW;
      const descriptor = openSync(temporary, flags, 0o600);
      try {
        writeFileSync(descriptor, bytes);
        fchownSync(descriptor, uid, gid);
        fchmodSync(descriptor, mode);
        fsyncSync(descriptor);
        renameSync(temporary, file);
      } catch (error) {
        rmSync(temporary, { force: true });
        throw error;
      } finally {
        closeSync(descriptor);
      }
      syncFolder(folder);
      return { ok: true, value: undefined };
    });
  }

  /** Why the file could not be replaced by one of this size; undefined if it could. Leaves no trace. */
  problemOfReplacing(path: string, bytes: number): string | undefined {
    const result = this.#inFolder(path, (file, folder) => {
      const stat = lstatSync(file);
      if (stat.isSymbolicLink()) return refuse(path, NAMED['ELOOP'] ?? '');
      if (!stat.isFile()) return refuse(path, NO_FILE);
      accessSync(folder, constants.W_OK);
      const { bavail, bsize } = statfsSync(folder);
      if (bavail * bsize < 2 * bytes + MAX_CONFIG_BYTES) return refuse(path, 'is on a disk with too little room left');
      return { ok: true, value: undefined };
    });
    return result.ok ? undefined : result.problem;
  }

  /** Names the state of a file cheaply: another text is another file, or another content. */
  stamp(path: string): string {
    const stat = this.#stat(path);
    return stat === undefined ? 'absent' : [stat.dev, stat.ino, stat.size, stat.mtimeMs, stat.ctimeMs].join(' ');
  }

  /** Of regular files only; others are left out. */
  sizes(paths: readonly string[]): Record<string, number> {
    const sizes = paths.map((path) => [path, this.#stat(path)] as const).filter(([, stat]) => stat?.isFile() === true);
    return Object.fromEntries(sizes.map(([path, stat]) => [path, stat?.size ?? 0]));
  }

  /** Folders of these files as this process reaches them. */
  folders(paths: readonly string[]): string[] {
    const files = paths.filter((path) => this.#stat(path)?.isFile() === true);
    return [...new Set(files.map((path) => `/proc/${this.#pid}/root${this.absolute(path).replace(/\/[^/]*$/, '/')}`))];
  }

  #stat(path: string): Stats | undefined {
    const result = this.#inFolder(path, (file) => ({ ok: true, value: lstatSync(file) }));
    return result.ok ? result.value : undefined;
  }

  /** Whether paths mean the same to that process as to this one: then they can be used when it is gone, too. */
  isOurRoot(): boolean {
    try {
      const sameMounts = readlinkSync(`/proc/${this.#pid}/ns/mnt`) === readlinkSync('/proc/self/ns/mnt');
      return sameMounts && readlinkSync(`/proc/${this.#pid}/root`) === readlinkSync('/proc/self/root');
    } catch {
      return false;
    }
  }

  absolute(path: string): string {
    if (path.startsWith('/')) return path;
    try {
      return `${readlinkSync(`/proc/${this.#pid}/cwd`)}/${path}`;
    } catch {
      return `/${path}`;
    }
  }

  /** Paths given to `use` lead through descriptors: whatever is moved meanwhile, they stay in that folder. */
  #inFolder<T>(path: string, use: (file: string, folder: string) => FileResult<T>): FileResult<T> {
    const root = openRoot(this.#pid);
    if (!root.ok)
      return refuse(path, 'cannot be reached: the proxy is gone, or this process may not enter its file system');
    try {
      const opened = openFolderInRoot(root.descriptor, this.absolute(path));
      if (!opened.ok) return refuse(path, 'is in a folder that does not exist, or is none');
      try {
        const folder = `/proc/self/fd/${opened.descriptor}`;
        return use(`${folder}/${opened.name}`, folder);
      } finally {
        closeSync(opened.descriptor);
      }
    } catch (error) {
      const code = errorCode(error);
      const refusal = refuse(path, NAMED[code] ?? `cannot be used: ${code}`);
      return { ...refusal, isDiskFull: code === 'ENOSPC' || code === 'EDQUOT' };
    } finally {
      closeSync(root.descriptor);
    }
  }
}

function syncFolder(folder: string): void {
  const descriptor = openSync(`${folder}/.`, constants.O_RDONLY | constants.O_DIRECTORY);
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

function refuse(path: string, why: string): { ok: false; problem: string } {
  return { ok: false, problem: `${path} ${why}` };
}
