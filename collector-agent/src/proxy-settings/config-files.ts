import { closeSync, fstatSync, readlinkSync, readSync } from 'node:fs';
import { PROXY_SETTINGS_LIMITS, type ProxySettings, type SettingNoteId } from '@meshprof/contracts';
import { cleanText } from '../profile/clean-text.ts';
import { ConfigNode } from './config-node.ts';
import { openInRoot, openRoot, type OpenedFile } from './open-in-root.ts';
import { parseConfig } from './parse-config.ts';
import { type ProcessRights, readProcessRights } from './process-rights.ts';

/** A bootstrap has some kilobytes; a file of listeners can have hundreds. */
export const MAX_CONFIG_BYTES = 2 * 1024 * 1024;
const MAX_FILES = 16;

type Note = ProxySettings['notes'][number];

/** Files of one process, read as that process would; what is wrong with one becomes a note. Each is read once. */
export class ConfigFiles {
  readonly notes: Note[] = [];
  readonly #root: OpenedFile;
  readonly #rights: ProcessRights | undefined;
  readonly #workingDir: string;
  readonly #read = new Map<string, ConfigNode | undefined>();
  #bytesLeft = 2 * MAX_CONFIG_BYTES;

  constructor(pid: number) {
    this.#root = openRoot(pid);
    this.#rights = readProcessRights(pid);
    this.#workingDir = workingDirOf(pid);
  }

  /** Undefined with a note if there is nothing to be read. */
  read(path: string): ConfigNode | undefined {
    if (!this.#read.has(path)) this.#read.set(path, this.#open(path));
    return this.#read.get(path);
  }

  parse(text: string, name: string): ConfigNode | undefined {
    const parsed = parseConfig(text, name);
    if (parsed.ok) return new ConfigNode(parsed.value, name);
    this.note(parsed.noteId, name, parsed.detail);
    return undefined;
  }

  note(id: SettingNoteId, file?: string, detail?: string): void {
    if (this.notes.length >= PROXY_SETTINGS_LIMITS.notes) return;
    const short = (text: string): string => cleanText(text, PROXY_SETTINGS_LIMITS.placeBytes);
    this.notes.push({
      id,
      ...(file !== undefined && { file: short(file) }),
      ...(detail !== undefined && { detail: short(detail) }),
    });
  }

  close(): void {
    if (this.#root.ok) closeSync(this.#root.descriptor);
  }

  #open(path: string): ConfigNode | undefined {
    if (this.#read.size >= MAX_FILES) {
      if (this.#read.size === MAX_FILES) this.note('files-too-many');
      return undefined;
    }
    const text = this.#text(path);
    if (text.ok) return this.parse(text.value, path);
    this.note(text.noteId, path, text.detail);
    return undefined;
  }

  #text(path: string): { ok: true; value: string } | { ok: false; noteId: SettingNoteId; detail?: string } {
    if (!this.#root.ok) return this.#root;
    if (this.#rights === undefined) return { ok: false, noteId: 'file-no-access' };
    const whole = path.startsWith('/') ? path : `${this.#workingDir}/${path}`;
    const opened = openInRoot(this.#root.descriptor, whole, this.#rights);
    if (!opened.ok) return opened;
    try {
      const { size } = fstatSync(opened.descriptor);
      const limit = Math.min(MAX_CONFIG_BYTES, this.#bytesLeft);
      if (size > limit) return { ok: false, noteId: 'file-too-large', detail: `${size} bytes, at most ${limit}` };
      this.#bytesLeft -= size;
      return { ok: true, value: readText(opened.descriptor, size) };
    } catch {
      return { ok: false, noteId: 'file-unreadable' };
    } finally {
      closeSync(opened.descriptor);
    }
  }
}

/** As much as its size said: a file that grows meanwhile is cut. */
function readText(descriptor: number, size: number): string {
  const bytes = Buffer.alloc(size);
  let length = 0;
  while (length < size) {
    const read = readSync(descriptor, bytes, length, size - length, length);
    if (read === 0) break;
    length += read;
  }
  return bytes.toString('utf8', 0, length);
}

function workingDirOf(pid: number): string {
  try {
    return readlinkSync(`/proc/${pid}/cwd`);
  } catch {
    return '/';
  }
}
