import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { at } from '../../harness/project.ts';
import { run } from '../../harness/run.ts';

const PREFIX = 'aarch64-linux-gnu-';
const EMULATOR = 'qemu-aarch64-static';

/** Below native/, so that it holds what build/ does. */
export const ARM64_BUILD = path.join('build', 'arm64');

/** Why nothing can be built for arm64 here, or false. */
export function cannotBuild(): string | false {
  const missing = [`${PREFIX}g++`, `${PREFIX}gcc`].filter((name) => spawnSync(name, ['--version']).status !== 0);
  return missing.length === 0 ? false : `${missing.join(' and ')} not installed`;
}

/** Why what was built cannot be run here, or false. */
export function cannotRun(): string | false {
  return spawnSync(EMULATOR, ['--version']).status === 0 ? false : `${EMULATOR} is not installed`;
}

/** `make -C native` for arm64, with the libraries of a sysroot. Without sanitizers, which the emulator does not bear. */
export async function makeNativeForArm64(sysroot: string, targets: readonly string[]): Promise<void> {
  const libraries = path.join(sysroot, 'usr', 'lib', 'aarch64-linux-gnu');
  const flags = [
    ...['-isystem', path.join(sysroot, 'usr', 'include')],
    ...['-isystem', path.join(sysroot, 'usr', 'include', 'aarch64-linux-gnu')],
    ...[
      `-L${libraries}`,
      `-Wl,-rpath-link,${libraries}`,
      `-Wl,-rpath-link,${path.join(sysroot, 'lib/aarch64-linux-gnu')}`,
    ],
  ].join(' ');
  const variables = [
    `OUT=${ARM64_BUILD}`,
    `CXX=${PREFIX}g++ ${flags}`,
    `CC=${PREFIX}gcc ${flags}`,
    `AR=${PREFIX}ar`,
    'SYMBOLS_SANITIZE=-O1 -g',
  ];
  const command = ['nice', 'make', '-s', '-k', '-C', at('native'), '-j2', ...variables, ...targets];
  const { code, stderr } = await run(command, { timeoutMs: 1_800_000 });
  if (code !== 0) throw new Error(`make for arm64 ended with ${code}:\n${stderr.slice(-4000)}`);
}

/** Runs a program for arm64 in this machine's user space. */
export function runForArm64(sysroot: string, program: string) {
  // Its own C library comes with the cross compiler.
  const libraries = ['lib', 'usr/lib'].map((folder) => path.join(sysroot, folder, 'aarch64-linux-gnu')).join(':');
  const emulator = [EMULATOR, '-L', '/usr/aarch64-linux-gnu', '-E', `LD_LIBRARY_PATH=${libraries}`];
  return run([...emulator, at('native', ARM64_BUILD, program)], { timeoutMs: 900_000 });
}
