// Fuzzes each target for a while and keeps, in its corpus, the fewest inputs that reach all code that any of them does:
//   node native/test/keep-corpus.ts [SECONDS [NAME…]]
// Seeds that are not found by chance (programs, debug information) may be put into a corpus before; they stay only if
// they reach something.
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Fuzzer, FUZZERS, fuzz, runFuzzer } from './fuzzers.ts';
import { makeNative } from './tap-program.ts';

/** A repository is no place for more. */
const MAX_FILES = 100;
const MAX_FILE_BYTES = 32 * 1024;

async function keepCorpus(fuzzer: Fuzzer, seconds: number): Promise<void> {
  const scratch = mkdtempSync(join(tmpdir(), `meshprof-corpus-${fuzzer.name}-`));
  try {
    const found = join(scratch, 'found');
    const merged = join(scratch, 'merged');
    for (const folder of [found, merged, fuzzer.corpus]) mkdirSync(folder, { recursive: true });
    await fuzz(fuzzer, { seconds, found });
    // Edges only: counters would keep an input for each number of rounds of a loop.
    const limits = [
      '-set_cover_merge=1',
      '-use_counters=0',
      `-max_len=${MAX_FILE_BYTES}`,
      '-timeout=20',
      '-rss_limit_mb=2048',
    ];
    const { status, text } = await runFuzzer(fuzzer.name, [...limits, merged, fuzzer.corpus, found]);
    if (status !== 0) throw new Error(text);
    const kept = smallest(merged);
    rmSync(fuzzer.corpus, { recursive: true });
    mkdirSync(fuzzer.corpus);
    for (const bytes of kept) {
      writeFileSync(join(fuzzer.corpus, createHash('sha256').update(bytes).digest('hex').slice(0, 12)), bytes);
    }
    const size = kept.reduce((sum, bytes) => sum + bytes.length, 0);
    process.stdout.write(`${fuzzer.name}: ${kept.length} files, ${size} bytes\n`);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

function smallest(folder: string): Buffer[] {
  return readdirSync(folder)
    .map((file) => join(folder, file))
    .sort((a, b) => statSync(a).size - statSync(b).size)
    .slice(0, MAX_FILES)
    .map((file) => readFileSync(file));
}

const [seconds = '60', ...names] = process.argv.slice(2);
makeNative('fuzz');
for (const fuzzer of FUZZERS) {
  if (names.length === 0 || names.includes(fuzzer.name)) await keepCorpus(fuzzer, Number(seconds));
}
