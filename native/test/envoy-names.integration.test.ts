import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { basename } from 'node:path';
import { test } from 'node:test';
import { openSession } from '../index.ts';
import type { Batch } from '../types.ts';
import { startEnvoy } from './envoy-under-load.ts';
import { readTrueSymbols, SymbolTruth } from './symbol-truth.ts';
import { findCachedEnvoy } from './symbols-build.ts';

interface NamedFrame {
  readonly name: string;
  readonly path: string;
  readonly address: number;
  /** Index in NAME_SOURCES of contracts. */
  readonly source: number;
}

const NONE = 0;
const SYMTAB = 1;
const DYNSYM = 2;
/** No function of these binaries is longer. */
const MAX_FUNCTION_BYTES = 1 << 20;

/** `file+0x…` of the function's start, which unwinding information tells, or of the address itself. */
function assertNamedByStart(name: string, path: string, address: number): void {
  const digits = name.startsWith(`${basename(path)}+0x`) ? name.slice(basename(path).length + 3) : 'none';
  const start = parseInt(digits, 16);
  assert.ok(start <= address && address - start < MAX_FUNCTION_BYTES, `0x${address.toString(16)} is ${name}`);
}

/** The user-space frames of the one batch of a session: row 0 of each table is its first. */
function nativeFrames(batch: Batch): NamedFrame[] {
  const names = Array.from(batch.frameName);
  const sources = Array.from(batch.frameSource);
  batch.renamedFrame.forEach((frame, i) => {
    names[frame] = batch.renamedName[i]!;
    sources[frame] = batch.renamedSource[i]!;
  });
  return Array.from(batch.frameKind, (kind, i) => ({ kind, mapping: batch.frameMapping[i] ?? -1, i }))
    .filter(({ kind, mapping }) => kind === 0 && mapping >= 0)
    .map(({ mapping, i }) => ({
      name: batch.strings[names[i] ?? 0] ?? '',
      path: batch.strings[batch.mappingPath[mapping] ?? 0] ?? '',
      address: Number(batch.frameAddress[i]),
      source: sources[i] ?? NONE,
    }));
}

async function profileUnderLoad(envoyPath: string): Promise<NamedFrame[]> {
  const envoy = await startEnvoy(envoyPath);
  try {
    const session = openSession({
      pids: [envoy.pid],
      events: ['on-cpu', 'off-cpu'],
      frequencyHz: 499,
      nameWaitMs: 60_000,
    });
    try {
      assert.ok((await envoy.load(3_000)) > 0, 'Envoy answered requests');
      session.stop();
      const batch = session.drain();
      assert.equal(batch.pendingNames, 0);
      return nativeFrames(batch);
    } finally {
      session.close();
    }
  } finally {
    await envoy.stop();
  }
}

const envoyPath = findCachedEnvoy();

test(
  'every name in a profile of the stock Envoy is true, and every other frame is file and address',
  { skip: envoyPath === undefined && 'no Envoy in the cache; `npm run setup` fetches it' },
  async () => {
    assert.ok(envoyPath !== undefined);
    const frames = await profileUnderLoad(envoyPath);
    const truths = new Map<string, SymbolTruth>();
    for (const { name, path, address, source } of frames) {
      if (!existsSync(path)) continue; // the vDSO
      const truth =
        truths.get(path) ?? new SymbolTruth([...readTrueSymbols(path, '.symtab'), ...readTrueSymbols(path, '.dynsym')]);
      truths.set(path, truth);
      const allowed = truth.namesAt(address);
      assert.equal(allowed.size > 0, [SYMTAB, DYNSYM].includes(source), `0x${address.toString(16)} is ${name}`);
      if (source === NONE) assertNamedByStart(name, path, address);
      if (allowed.size === 0) continue; // named by other means, which have tests of their own
      assert.ok(allowed.has(name), `0x${address.toString(16)} of ${path} is ${[...allowed].join(' or ')}, not ${name}`);
    }
    const inEnvoy = frames.filter(({ path }) => path === envoyPath);
    assert.ok(inEnvoy.length > 50, `${inEnvoy.length} distinct frames of Envoy`);
    assert.ok(frames.some(({ path, name }) => path.includes('libc.so') && !name.includes('+0x')));
  }
);
