import { execFileSync } from 'node:child_process';
import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs';
import path from 'node:path';
import { at } from '../../harness/project.ts';
import type { GuestStep } from '../steps.ts';
import { cpioArchive, type CpioEntry } from './cpio.ts';

/** The compiler of C; tests skip where there is none. */
export const COMPILER = process.env.CC ?? 'cc';

/** Compiles guest/init.c and guest/constrain.c, statically, into a folder. */
export function buildGuestPrograms(folder: string): void {
  mkdirSync(folder, { recursive: true });
  for (const name of ['init', 'constrain']) {
    const source = at('tests', 'kernels', 'guest', `${name}.c`);
    execFileSync(COMPILER, ['-O2', '-Wall', '-Wextra', '-Werror', '-static', '-o', path.join(folder, name), source]);
  }
}

/** Writes the archive with which a guest starts. */
export function writeInitramfs(target: string, files: readonly CpioEntry[], steps: readonly GuestStep[]): void {
  const job: CpioEntry = { path: '/job.json', contents: Buffer.from(JSON.stringify({ steps })) };
  const descriptor = openSync(target, 'w');
  try {
    for (const part of cpioArchive([...files, job])) writeSync(descriptor, part);
  } finally {
    closeSync(descriptor);
  }
}
