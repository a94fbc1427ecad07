import { spawnSync } from 'node:child_process';
import { globSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { makeNative } from './tap-program.ts';

const NATIVE_DIR = join(import.meta.dirname, '..');
const BUILD_DIR = join(NATIVE_DIR, 'build', 'symbols');

export function buildSymbolsTests(): void {
  makeNative('symbols-test');
}

export function symbolsBuildPath(name: string): string {
  return join(BUILD_DIR, name);
}

export const CORPUS_SOURCE = join(NATIVE_DIR, 'core', 'symbols', 'test', 'corpus.cc');

export interface ElfNames {
  /** Name by address; '' where nothing names it. */
  readonly names: Map<number, string>;
  readonly buildId: string;
  readonly problem: string;
  readonly loadMs: number;
  readonly heapBytes: number;
}

/** What our reader calls the addresses of an ELF file. */
export function nameAddresses(file: string, addresses: readonly number[]): ElfNames {
  const { status, stdout, stderr } = spawnSync(symbolsBuildPath('resolve-elf'), [file], {
    input: addresses.map((address) => address.toString(16)).join('\n'),
    maxBuffer: 512 * 1024 * 1024,
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`resolve-elf ${file} ended with status ${status}: ${stderr}`);
  const names = new Map<number, string>();
  for (const line of stdout.split('\n')) {
    const [address, , name] = line.split('\t');
    if (address) names.set(parseInt(address, 16), name ?? '');
  }
  return { names, ...(JSON.parse(stderr) as Omit<ElfNames, 'names'>) };
}

/** The stock Envoy that set-up unpacked into the cache, if it has. */
export function findCachedEnvoy(): string | undefined {
  const cache = process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache');
  return globSync(join(cache, 'meshprof/**/site-packages/envoy/_bin/envoy'))[0];
}
