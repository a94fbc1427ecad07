import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { listGoFrameRows, listGoFunctions } from './go-table.ts';
import type { GoFrameRow } from './go-table.ts';
import { buildSymbolsTests } from './symbols-build.ts';

const PROGRAM = join(import.meta.dirname, '../../tests/workloads/go-burn');
const noGo = spawnSync('go', ['version']).status !== 0 && 'no Go toolchain on this machine';
let scratch = '';
let program = '';

before(() => {
  if (noGo !== false) return;
  buildSymbolsTests();
  scratch = mkdtempSync(join(tmpdir(), 'meshprof-go-'));
  program = join(scratch, 'burn');
  // readelf does not read compressed .debug_frame.
  const flags = ['build', '-ldflags=-compressdwarf=false', '-o', program, '.'];
  execFileSync('go', flags, { cwd: PROGRAM, env: { ...process.env, CGO_ENABLED: '0' } });
});
after(() => rmSync(scratch, { recursive: true, force: true }));

/** [address, distance from rsp to the canonical frame address] of each row of .debug_frame, as readelf reads it. */
function trueRows(): [number, number][] {
  const text = execFileSync('readelf', ['--debug-dump=frames-interp', program], { maxBuffer: 2 ** 29 }).toString();
  return [...text.matchAll(/^([0-9a-f]{16}) rsp\+(\d+) /gm)].map((row) => [parseInt(row[1] ?? '', 16), Number(row[2])]);
}

function rowAt(rows: readonly GoFrameRow[], address: number): GoFrameRow | undefined {
  let low = 0;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((rows[middle]?.start ?? 0) <= address) low = middle + 1;
    else high = middle;
  }
  return rows[low - 1];
}

describe('frames of Go programs', { skip: noGo }, () => {
  test('stack offsets are those that the linker wrote into .debug_frame', () => {
    const rows = listGoFrameRows(program);
    const truth = trueRows();
    assert.ok(truth.length > 10_000);
    let compared = 0;
    for (const [address, offset] of truth) {
      const row = rowAt(rows, address);
      if (row?.rule !== 'stack-pointer') continue;
      compared += 1;
      assert.equal(row.cfaOffset, offset, `at 0x${address.toString(16)}`);
    }
    assert.ok(compared > truth.length * 0.99, `${compared} of ${truth.length} rows have an offset`);
  });

  test('stacks end where goroutines and threads start, and cross from one stack to another by rbp', () => {
    const rows = listGoFrameRows(program);
    const functions = listGoFunctions(program);
    const rulesOf = (name: string) => {
      const { start, limit } = functions.find((entry) => entry.name === name) ?? { start: 0, limit: 0 };
      return rows.filter((row) => row.start >= start && row.start < limit).map(({ rule }) => rule);
    };
    assert.deepEqual(rulesOf('runtime.goexit'), ['end']);
    assert.deepEqual(rulesOf('runtime.mstart'), ['end']);
    assert.equal(rulesOf('runtime.mcall')[0], 'stack-pointer');
    assert.ok(rulesOf('runtime.mcall').includes('end'));
    assert.ok(rulesOf('runtime.systemstack').includes('frame-pointer'));
    assert.ok(rulesOf('runtime.nanotime1').includes('frame-pointer'), 'calls the vDSO on another stack');
    assert.ok(!rulesOf('main.main').includes('end'));
  });
});
