import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const NATIVE_DIR = join(import.meta.dirname, '..');
/** Where an input that breaks something is left. */
const FINDINGS = join(NATIVE_DIR, 'build', 'fuzz', 'findings');
const FOLDERS = ['reader', 'symbols', 'unwind'];

export interface Fuzzer {
  /** Below core/. */
  readonly folder: string;
  readonly name: string;
  /** Inputs that earlier runs found worth keeping (keep-corpus.ts). */
  readonly corpus: string;
}

export const FUZZERS: readonly Fuzzer[] = FOLDERS.flatMap((folder) => {
  const tests = join(NATIVE_DIR, 'core', folder, 'test');
  return readdirSync(tests)
    .filter((file) => file.endsWith('_fuzz.cc'))
    .map((file) => file.slice(0, -'_fuzz.cc'.length))
    .map((name) => ({ folder, name, corpus: join(tests, 'corpus', name) }));
});

/** What a target's binary can bring a parser of ours to read, and the fuzzers that do. */
export const PARSERS: Readonly<Record<string, readonly string[]>> = {
  ELF: ['elf', 'debugdata', 'pack'],
  DWARF: ['dwarf'],
  unwinding: ['frame', 'unwind'],
  vtables: ['vtable', 'stripped'],
  pclntab: ['go'],
  strings: ['texts', 'demangle'],
  'answers of the reader': ['answers'],
};

/** Why fuzzers cannot be built here, or false. */
export function whyNoFuzzer(): string | false {
  const flags = ['-fsanitize=fuzzer,address', '-x', 'c++', '-o', '/dev/null', '-'];
  const input = '#include <cstddef>\nextern "C" int LLVMFuzzerTestOneInput(const char*, size_t) { return 0; }';
  const { status } = spawnSync('clang++-19', flags, { input });
  return status !== 0 && 'libFuzzer is not there; install clang-19 and libclang-rt-19-dev';
}

export interface FuzzOptions {
  readonly seconds: number;
  /** A folder for new inputs that reach more code; absent: they are thrown away. */
  readonly found?: string;
}

/** Replays the corpus and goes on from there; fails with what libFuzzer says of a finding. Gives the number of runs. */
export async function fuzz({ name, corpus }: Fuzzer, { seconds, found }: FuzzOptions): Promise<number> {
  const scratch = mkdtempSync(join(tmpdir(), `meshprof-fuzz-${name}-`));
  try {
    mkdirSync(FINDINGS, { recursive: true });
    const { status, text } = await runFuzzer(name, [
      `-max_total_time=${seconds}`,
      '-timeout=20',
      '-rss_limit_mb=2048',
      `-artifact_prefix=${FINDINGS}/${name}-`,
      found ?? scratch,
      ...(existsSync(corpus) ? [corpus] : []),
    ]);
    assert.equal(status, 0, text.slice(-20_000));
    const runs = Number(/Done (\d+) runs/.exec(text)?.[1] ?? 0);
    assert.ok(runs > 0, text.slice(-2_000));
    return runs;
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** Gives the end of what it says. */
export function runFuzzer(name: string, args: readonly string[]): Promise<{ status: number | null; text: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(join(NATIVE_DIR, 'build', 'fuzz', name), args, { stdio: ['ignore', 'ignore', 'pipe'] });
    let text = '';
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => (text = (text + chunk).slice(-200_000)));
    child.once('error', reject);
    child.once('close', (status) => resolve({ status, text }));
  });
}
