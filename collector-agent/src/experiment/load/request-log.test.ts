import assert from 'node:assert/strict';
import { fstatSync, writeSync } from 'node:fs';
import { it } from 'node:test';
import { findProgram } from '../../files/find-program.ts';
import { waitUntil } from '../../testing/wait-until.ts';
import { RequestLog } from './request-log.ts';
import { SendSchedule } from './send-schedule.ts';

const START_US = 1_795_683_443_000_000;
const line = (at: number, tookUs: number, status = 200): string => `${START_US + at * 1_000}\t${status}\t${tookUs}\n`;

it(
  'what was read of the log is given back to the file system, and still known',
  { skip: !findProgram('fallocate') },
  async () => {
    const log = new RequestLog();
    try {
      const lines = Array.from({ length: 10_000 }, (_, at) => line(at, 100)).join('');
      let written = 0;
      for (let round = 0; round < 80; round += 1) {
        written += writeSync(log.descriptor, lines, written);
        log.read();
      }
      assert.ok(written > 18 * 1024 * 1024);
      await waitUntil('a part of it is cut out', () => fstatSync(log.descriptor).blocks * 512 < written / 2);
      writeSync(log.descriptor, line(0, 100), written);
      log.read();
      assert.equal(log.count, 800_001);
      assert.equal(log.seen(START_US / 1_000, START_US / 1_000 + 10_000).requests, 800_001);
    } finally {
      log.close();
    }
  }
);

it('failures count as requests, and have no latency', () => {
  const log = new RequestLog();
  writeSync(log.descriptor, line(0, 100) + line(1, 300) + line(2, 9_000, 503) + line(3, 9_000, -1));
  log.read();
  assert.deepEqual(log.seen(START_US / 1_000, START_US / 1_000 + 100), {
    requests: 4,
    failed: 2,
    latencyUs: { p50: 100, p99: 300, p999: 300 },
  });
  log.close();
});

it('latencies at a fixed rate have the wait before sending in them', () => {
  const log = new RequestLog(new SendSchedule(1_000, 1));
  // The second was due after 1 ms and is sent after 1 s.
  writeSync(log.descriptor, line(0, 100) + line(1_000, 100));
  log.read();
  const seen = log.seen(START_US / 1_000, START_US / 1_000 + 2_000);
  assert.deepEqual(seen.latencyUs, { p50: 100, p99: 979_100, p999: 979_100 });
  log.close();
});
