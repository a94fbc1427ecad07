import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { parseWrkOutput, wrkScript } from './wrk-output.ts';

const recorded = readFileSync(
  new URL('../../../../tests/golden/experiments/wrk-4.1.0-output.txt', import.meta.url),
  'utf8'
);

describe("wrk's result", () => {
  it('is read as wrk 4.1.0 wrote it with our script', () => {
    assert.deepEqual(parseWrkOutput(recorded), {
      requests: 131911,
      durationUs: 1099565,
      broken: 0,
      refused: 0,
      p50: 28,
      p99: 159,
      p999: 2167,
    });
    // Its own lines for people say the same.
    assert.match(recorded, /131911 requests in 1.10s/);
  });

  it('is undefined where wrk did not come to its end, or the numbers are none', () => {
    assert.equal(parseWrkOutput('unable to connect to 127.0.0.1:1 Connection refused\n'), undefined);
    assert.equal(parseWrkOutput('meshprof-result {"requests":-1}\n'), undefined);
    assert.equal(parseWrkOutput('meshprof-result {"requests"'), undefined);
  });

  it('names the body in the script only where there is one', () => {
    assert.ok(!wrkScript(undefined).includes('wrk.body'));
    assert.match(wrkScript('/proc/self/fd/4'), /io\.open\("\/proc\/self\/fd\/4"/);
  });
});
