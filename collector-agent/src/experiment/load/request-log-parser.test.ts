import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { RequestLogParser } from './request-log-parser.ts';
import type { RequestRow } from './request-rows.ts';

const recorded = readFileSync(
  new URL('../../../../tests/golden/experiments/h2load-1.52-requests.tsv', import.meta.url)
);

function parse(...pieces: (Uint8Array | string)[]): RequestRow[] {
  const rows: RequestRow[] = [];
  const parser = new RequestLogParser((row) => rows.push(row));
  for (const piece of pieces) parser.push(typeof piece === 'string' ? Buffer.from(piece) : piece);
  return rows;
}

describe("h2load's log of requests", () => {
  it('is read as h2load 1.52 wrote it', () => {
    const rows = parse(recorded);
    assert.equal(rows.length, recorded.toString().trim().split('\n').length);
    assert.deepEqual(rows[0], { startUs: 1795683443496836, tookUs: 270, failed: false });
    assert.equal(rows.filter(({ failed }) => failed).length, recorded.toString().match(/\t(503|-1)\t/g)?.length);
  });

  it('may be cut anywhere', () => {
    const whole = parse(recorded);
    for (const size of [1, 7, 28]) {
      const pieces = Array.from({ length: Math.ceil(recorded.length / size) }, (_, at) =>
        recorded.subarray(at * size, (at + 1) * size)
      );
      assert.deepEqual(parse(...pieces), whole);
    }
  });

  it('takes no answer and 5xx for failures, 4xx for answers, and columns that come some day', () => {
    const rows = parse('1\t-1\t5\n2\t500\t5\n3\t404\t5\n4\t200\t5\tnew\tcolumns\n');
    assert.deepEqual(
      rows.map(({ failed }) => failed),
      [true, true, false, false]
    );
  });

  it('leaves out what is no line of it, however long', () => {
    const rows = parse('x'.repeat(1_000_000), 'x\n', '\n1\t2\n', '1\t200\t-5\n', '7\t200\t5\n');
    assert.deepEqual(rows, [{ startUs: 7, tookUs: 5, failed: false }]);
  });
});
