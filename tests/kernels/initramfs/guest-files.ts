import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { at } from '../../harness/project.ts';
import type { CpioEntry } from './cpio.ts';

/** Where things are in a guest. */
export const GUEST = {
  node: '/bin/node',
  constrain: '/bin/constrain',
  meshprof: '/meshprof/collector-agent/bin/meshprof.mjs',
  workload: (name: string): string => `/workloads/${name}`,
} as const;

const WORKLOADS = ['busy-sleep', 'pipe-pingpong', 'page-fault'];

/**
 * Everything that a guest runs: the meshprof command as a user has it, Node, programs of known behaviour, and the
 * shared libraries of all of them. `programs`: the folder with the guest's own programs.
 */
export function guestFiles(programs: string): CpioEntry[] {
  const node: CpioEntry = program(GUEST.node, process.execPath);
  const addon = at('native', 'build', 'meshprof.node');
  const workloads = WORKLOADS.map((name) => at('tests', 'workloads', 'build', name));
  return [
    program('/init', path.join(programs, 'init')),
    program(GUEST.constrain, path.join(programs, 'constrain')),
    file('/guest/run-steps.mjs', at('tests', 'kernels', 'guest', 'run-steps.mjs')),
    node,
    // A program that is to be recorded is started by it.
    program('/bin/sh', '/bin/sh'),
    ...meshprofCommand(),
    ...workloads.map((name) => program(GUEST.workload(path.basename(name)), name)),
    ...sharedLibraries([process.execPath, '/bin/sh', addon, ...workloads]),
  ];
}

/** Its bundle, which needs no packages but the addon's. */
function meshprofCommand(): CpioEntry[] {
  const agent = (...parts: string[]): CpioEntry =>
    file(path.join('/meshprof/collector-agent', ...parts), at('collector-agent', ...parts));
  const bundle = readdirSync(at('collector-agent', 'dist', 'cli')).filter((name) => name.endsWith('.mjs'));
  const native = '/meshprof/node_modules/@meshprof/native';
  return [
    agent('package.json'),
    agent('bin', 'meshprof.mjs'),
    agent('bin', 'bundle.mjs'),
    ...bundle.map((name) => agent('dist', 'cli', name)),
    file(`${native}/package.json`, at('native', 'package.json')),
    ...['meshprof.node', 'meshprof-reader'].map((name) =>
      program(`${native}/build/${name}`, at('native', 'build', name))
    ),
  ];
}

/** As the loader of this machine finds them, at the same paths. */
function sharedLibraries(programs: readonly string[]): CpioEntry[] {
  const listed = programs.flatMap((name) => librariesOf(execFileSync('ldd', [name], { encoding: 'utf8' })));
  return [...new Set(listed)].filter((library) => existsSync(library)).map((library) => program(library, library));
}

/** Paths in the output of ldd. */
export function librariesOf(lddOutput: string): string[] {
  return [...lddOutput.matchAll(/(?:=>\s+|^\s+)(\/\S+)\s+\(0x/gm)].map(([, library]) => library!);
}

function file(guestPath: string, source: string): CpioEntry {
  return { path: guestPath, contents: readFileSync(source) };
}

function program(guestPath: string, source: string): CpioEntry {
  return { ...file(guestPath, source), isExecutable: true };
}
