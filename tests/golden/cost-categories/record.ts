/**
 * Records the stacks of `collector-agent/src/cost/recorded-stacks.test.ts` anew, as gzipped folded files beside this one:
 *   node tests/golden/cost-categories/record.ts
 * One file for each configuration of the real, stripped Envoy under full load. Frames that the session leaves unnamed
 * get the names that `native/build/symbols/name-stripped` proves (make -C native symbols-test).
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { envoyProgram, startEnvoyMesh } from '../../bench/subjects/envoy-mesh.ts';
import type { EnvoyVariant } from '../../bench/subjects/envoy-variants.ts';
import { underLoad } from '../../bench/subjects/under-load.ts';
import { at } from '../../harness/project.ts';
import { run } from '../../harness/run.ts';

const SECONDS = 6;
const FILES: Readonly<Record<string, EnvoyVariant>> = {
  off: 'bare',
  tracing: 'bare with tracing',
  log: 'bare with log',
  'json-log': 'bare with JSON log',
  lua: 'bare with Lua',
};

interface NamedRange {
  readonly start: number;
  readonly limit: number;
  readonly name: string;
}

const ranges = await readNames();
for (const [file, variant] of Object.entries(FILES)) {
  const folded = namedStacks(await recordStacks(variant));
  writeFileSync(at('tests', 'golden', 'cost-categories', `${file}.txt.gz`), gzipSync(folded, { level: 9 }));
  process.stderr.write(`${file}: ${folded.split('\n').length - 1} stacks\n`);
}

async function recordStacks(variant: EnvoyVariant): Promise<string> {
  const envoy = await startEnvoyMesh({ variant });
  const folder = mkdtempSync(path.join(os.tmpdir(), 'meshprof-stacks-'));
  const output = path.join(folder, 'stacks.txt');
  try {
    const what = ['--pid', String(envoy.pid), '--duration', `${SECONDS}s`, '--frequency', '499', '--events', 'on-cpu'];
    const meshprof = [process.execPath, at('collector-agent', 'bin', 'meshprof.mjs')];
    await underLoad(envoy, SECONDS + 4, async () => {
      await sleep(2_000);
      const { code, stderr } = await run([...meshprof, 'record', ...what, '--output', output]);
      if (code !== 0) throw new Error(`meshprof record: ${stderr}`);
    });
    return readFileSync(output, 'utf8');
  } finally {
    await envoy.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function readNames(): Promise<NamedRange[]> {
  const { code, stdout, stderr } = await run([at('native', 'build', 'symbols', 'name-stripped'), envoyProgram()]);
  if (code !== 0) throw new Error(`name-stripped: ${stderr}`);
  return stdout
    .split('\n')
    .map((line) => line.split('\t'))
    .map(([start = '', limit = '', , , name = '']) => ({ start: parseInt(start, 16), limit: parseInt(limit, 16), name }))
    .filter(({ name }) => name !== '')
    .sort((a, b) => a.start - b.start);
}

/** Names frames, and adds up stacks that are now the same. */
function namedStacks(folded: string): string {
  const counts = new Map<string, number>();
  for (const line of folded.trimEnd().split('\n')) {
    const end = line.lastIndexOf(' ');
    const frames = line.slice(0, end).split(';');
    const stack = frames.map((frame, index) => nameOf(frame, isLeaf(frames, index))).join(';');
    counts.set(stack, (counts.get(stack) ?? 0) + Number(line.slice(end + 1)));
  }
  const sorted = [...counts].sort(([a], [b]) => (a < b ? -1 : 1));
  return sorted.map(([stack, count]) => `${stack} ${count}\n`).join('');
}

function isLeaf(frames: readonly string[], index: number): boolean {
  return index === frames.length - 1 || frames[index + 1]!.endsWith('_[k]');
}

function nameOf(frame: string, leaf: boolean): string {
  const [, hex] = /^envoy\+0x([0-9a-f]+)$/.exec(frame) ?? [];
  if (hex === undefined) return frame;
  // A return address stands behind the call, which may be the last instruction of its function.
  const address = parseInt(hex, 16) - (leaf ? 0 : 1);
  const range = ranges.findLast(({ start }) => start <= address);
  // Without its address, so that stacks add up.
  return range !== undefined && address < range.limit ? range.name.replaceAll(';', ':') : 'envoy+0x0';
}
