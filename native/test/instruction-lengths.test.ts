import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { realpathSync } from 'node:fs';
import { before, test } from 'node:test';
import { buildSymbolsTests, symbolsBuildPath } from './symbols-build.ts';

const MAX_OUTPUT_BYTES = 512 * 1024 * 1024;

before(buildSymbolsTests);

test('the C library has instructions of the lengths that objdump sees, AVX-512 among them', () => {
  const library = realpathSync(execFileSync('c++', ['-print-file-name=libc.so.6']).toString().trim());
  const listing = execFileSync('objdump', ['--disassemble', '--wide', library], { maxBuffer: MAX_OUTPUT_BYTES });
  const instructions = [...listing.toString('latin1').matchAll(/^ +[0-9a-f]+:\t([0-9a-f ]+?) *\t(.*)$/gm)]
    .filter(([, , text = '']) => !text.includes('(bad)'))
    .map(([, hex = '']) => hex.replaceAll(' ', ''));
  assert.ok(instructions.length > 100_000);
  const lengths = execFileSync(symbolsBuildPath('decode-lengths'), {
    input: instructions.join('\n') + '\n',
    maxBuffer: MAX_OUTPUT_BYTES,
  });
  const ours = lengths.toString().trim().split('\n').map(Number);
  const wrong = instructions.flatMap((hex, i) => (ours[i] === hex.length / 2 ? [] : [`${hex}: ${ours[i]}`]));
  assert.deepEqual(wrong, []);
});
