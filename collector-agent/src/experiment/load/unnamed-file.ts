import { randomBytes } from 'node:crypto';
import { accessSync, closeSync, constants, openSync, unlinkSync, writeSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

/**
 * A file that no folder lists: it is gone with its last descriptor, so a killed agent leaves nothing behind. A child
 * that inherits the descriptor opens it as `/proc/self/fd/N`. In memory where that can be: a disk that the generator
 * writes its log to is one that the proxy does not write its own to.
 */
export class UnnamedFile {
  readonly descriptor: number;
  #isOpen = true;

  constructor(content?: Uint8Array) {
    const file = path.join(memoryFolder() ?? os.tmpdir(), `meshprof-${randomBytes(12).toString('hex')}`);
    this.descriptor = openSync(file, constants.O_RDWR | constants.O_CREAT | constants.O_EXCL, 0o600);
    unlinkSync(file);
    let written = 0;
    while (content !== undefined && written < content.length) written += writeSync(this.descriptor, content, written);
  }

  close(): void {
    if (this.#isOpen) closeSync(this.descriptor);
    this.#isOpen = false;
  }
}

function memoryFolder(): string | undefined {
  const folder = '/dev/shm';
  try {
    accessSync(folder, constants.W_OK | constants.X_OK);
    return folder;
  } catch {
    return undefined;
  }
}
