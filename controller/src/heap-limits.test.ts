import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { test } from 'node:test';

/** Of a process that keeps a fifth of what it makes for a while, as one with many waiting agents does. */
function youngGenerationBytes(before: string): number {
  const program = `
    import { keepHeapSmall, youngGenerationBytes } from ${JSON.stringify(new URL('heap-limits.ts', import.meta.url).href)};
    ${before}
    const kept = [];
    for (let round = 0; round < 200; round++) {
      for (let n = 0; n < 10_000; n++) {
        kept.push({ n, list: [n, n, n], text: 'x' + n });
        if (kept.length > 200_000) kept.splice(0, 50_000);
      }
      await new Promise((resolve) => setImmediate(resolve));
    }
    console.log(youngGenerationBytes());`;
  return Number(
    execFileSync(process.execPath, ['--input-type=module-typescript', '--eval', program], { encoding: 'utf8' })
  );
}

test('the young generation stops growing at its limit', () => {
  const MB = 1024 * 1024;
  assert.ok(youngGenerationBytes('') >= 64 * MB, 'without a limit');
  assert.equal(youngGenerationBytes('keepHeapSmall();') / MB, 32);
});
