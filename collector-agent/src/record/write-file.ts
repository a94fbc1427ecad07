import {
  accessSync,
  closeSync,
  constants,
  fsyncSync,
  openSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import path from 'node:path';
import { errorCode } from '../discovery/proc-file.ts';

export type WriteResult = { readonly ok: true } | { readonly ok: false; readonly message: string };

const SENTENCES: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  EROFS: 'the file system is read-only',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  ENOENT: 'the folder does not exist',
  ENOTDIR: 'its folder is a file',
  EISDIR: 'it is a folder',
  EFBIG: 'the file is too large',
  EIO: 'the disk reports an input/output error',
};

/** Whether a file could be written here: asked before a recording, so that ten minutes are not recorded for nothing. */
export function checkWritable(file: string): WriteResult {
  try {
    accessSync(path.dirname(path.resolve(file)), constants.W_OK | constants.X_OK);
    if (statSync(file, { throwIfNoEntry: false })?.isDirectory() === true) return failure(file, 'EISDIR');
    return { ok: true };
  } catch (error) {
    return failure(file, errorCode(error));
  }
}

/** Whole or not at all: written beside its place, synced and renamed. A part of a file is removed again. */
export function writeFileWhole(file: string, bytes: Uint8Array): WriteResult {
  const temporary = path.join(path.dirname(file), `.${path.basename(file)}.${process.pid}.tmp`);
  let descriptor: number;
  try {
    descriptor = openSync(temporary, 'w', 0o644);
  } catch (error) {
    return failure(file, errorCode(error));
  }
  try {
    writeSynced(descriptor, bytes);
    renameSync(temporary, file);
    return { ok: true };
  } catch (error) {
    rmSync(temporary, { force: true });
    return failure(file, errorCode(error));
  }
}

function writeSynced(descriptor: number, bytes: Uint8Array): void {
  try {
    let offset = 0;
    while (offset < bytes.length) offset += writeSync(descriptor, bytes, offset);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

function failure(file: string, code: string): WriteResult {
  return { ok: false, message: `cannot write ${file}: ${SENTENCES[code] ?? code}` };
}
