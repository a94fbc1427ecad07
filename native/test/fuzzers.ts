import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const NATIVE_DIR = join(import.meta.dirname, '..');
/** Where an input that breaks something is left. */
const FINDINGS = join(NATIVE_DIR, 'build', 'fuzz', 'findings');
const REPLAY = join(NATIVE_DIR, 'build', 'symbols', 'fuzz-replay');
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

/** libdw leaks when it gives up; the process that uses it reads one file and ends. */
const LEAKING = ['dwarf'];

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

/** Each input of the corpus, then changed copies of them, without libFuzzer. Gives the number of runs. */
export async function replay({ name, corpus }: Fuzzer, seconds: number): Promise<number> {
  mkdirSync(FINDINGS, { recursive: true });
  const reproducer = join(FINDINGS, `${name}-replay`);
  const inputs = existsSync(corpus) ? readdirSync(corpus).map((file) => join(corpus, file)) : [];
  const { status, text } = await run(REPLAY, [name, String(seconds), reproducer, ...inputs], environmentOf(name));
  assert.equal(status, 0, `${reproducer} breaks it:\n${text.slice(-20_000)}`);
  rmSync(reproducer);
  return Number(/Done (\d+) runs/.exec(text)?.[1] ?? 0);
}

/** Gives the end of what it says. */
export const runFuzzer = (name: string, args: readonly string[]) =>
  run(join(NATIVE_DIR, 'build', 'fuzz', name), args, environmentOf(name));

const environmentOf = (name: string): Record<string, string> =>
  LEAKING.includes(name) ? { ASAN_OPTIONS: 'detect_leaks=0' } : {};

function run(
  program: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>
): Promise<{ status: number | null; text: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...env } });
    let text = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (chunk: string) => (text = (text + chunk).slice(-200_000)));
    }
    child.once('error', reject);
    child.once('close', (status) => resolve({ status, text }));
  });
}
