import { execFileSync, spawnSync } from 'node:child_process';
import { symbolsBuildPath } from './symbols-build.ts';

export interface StrippedName {
  readonly start: number;
  readonly limit: number;
  readonly source: 'vtable' | 'std-function' | 'source-file' | 'source-unit';
  readonly file: string;
  readonly name: string;
}

export interface StrippedNames {
  readonly names: StrippedName[];
  readonly functions: number;
  readonly problem: string;
  readonly cpuMs: number;
  readonly peakKiB: number;
}

const SOURCES: Record<string, StrippedName['source']> = {
  9: 'vtable',
  10: 'std-function',
  11: 'source-file',
  13: 'source-unit',
};
const MAX_OUTPUT_BYTES = 512 * 1024 * 1024;

/** What a stripped file proves about itself. */
export function readStrippedNames(file: string): StrippedNames {
  const run = spawnSync(symbolsBuildPath('name-stripped'), [file], { encoding: 'utf8', maxBuffer: MAX_OUTPUT_BYTES });
  if (run.status !== 0) throw new Error(`name-stripped ${file} ended with ${run.status ?? run.signal}: ${run.stderr}`);
  const names = run.stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const [start = '', limit = '', source = '', sourceFile = '', name = ''] = line.split('\t');
      const [from, to] = [parseInt(start, 16), parseInt(limit, 16)];
      return { start: from, limit: to, source: SOURCES[source]!, file: sourceFile, name };
    });
  return { names, ...(JSON.parse(run.stderr) as Omit<StrippedNames, 'names'>) };
}

export interface TwinSymbols {
  /** Demangled names of the functions at an address: several where code was folded. */
  readonly namesAt: Map<number, string[]>;
  /** Base name of the file that a local function was compiled from, where the symbol table knows it. */
  readonly fileAt: Map<number, string>;
}

/** The functions of a file that was not stripped, as binutils list them. */
export function readTwinSymbols(file: string): TwinSymbols {
  const run = (program: string, args: string[]) =>
    execFileSync(program, args, { maxBuffer: MAX_OUTPUT_BYTES }).toString('latin1').split('\n');
  const namesAt = new Map<number, string[]>();
  for (const line of run('nm', ['-C', file])) {
    const [, address = '', name = ''] = /^([0-9a-f]+) [tTwWiuV] (.+)$/.exec(line) ?? [];
    if (name === '') continue;
    const at = parseInt(address, 16);
    namesAt.set(at, [...(namesAt.get(at) ?? []), name]);
  }
  const fileAt = new Map<number, string>();
  let unit = '';
  for (const line of run('readelf', ['--wide', '--symbols', file])) {
    const [, address = '', type = '', name = ''] =
      /^ *\d+: ([0-9a-f]+) +\S+ (FILE|FUNC) +LOCAL +\S+ +\S+ (.*)$/.exec(line) ?? [];
    if (type === 'FILE') unit = name.trim();
    if (type === 'FUNC') fileAt.set(parseInt(address, 16), unit);
  }
  return { namesAt, fileAt };
}

/** `a::B` of `a::B::{virtual#3}`, or of the symbol `non-virtual thunk to a::B::method(int) const`. */
export function classOf(name: string): string {
  const slot = name.lastIndexOf('::{');
  if (slot >= 0 && name.endsWith('}')) return name.slice(0, slot);
  const plain = name.replace(/^(?:non-virtual|virtual|covariant return) thunk to /, '');
  let depth = 0;
  let end = 0;
  for (let i = 0; i < plain.length; i++) {
    if ('<{['.includes(plain[i]!)) depth++;
    else if ('>}]'.includes(plain[i]!)) depth--;
    else if (plain.startsWith('(anonymous namespace)', i)) i += '(anonymous namespace)'.length - 1;
    else if (depth === 0 && plain[i] === '(') break;
    else if (depth === 0 && plain.startsWith('::', i)) end = i;
  }
  return plain.slice(0, end);
}
