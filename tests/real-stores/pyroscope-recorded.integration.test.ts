import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { status } from '@grpc/grpc-js';
import {
  BUILD_LIMIT_MS,
  golden,
  PROFILES,
  runCollector,
  type RunningCollector,
} from '../../provisioning/collector/run-collector.ts';
import { RECORDED_QUERIES, RECORDED_REFUSALS } from '../../standalone/src/store/testing/recorded-queries.ts';
import { reasonToSkip } from './harness/named-program.ts';
import { Querier } from './harness/querier.ts';
import { type RunningPyroscope, startPyroscope } from './harness/running-pyroscope.ts';

const KINDS = ['cpu', 'off-cpu-time', 'off-cpu-switches'];
/** When the recordings were made, in milliseconds, as it stands in requests and answers: 1795529523000 and on. */
const RECORDED_TIME = /\b17955\d{8}\b/g;
const FIRST_RECORDED_MS = 1_795_529_523_000;
/** Whole steps of the recorded time series, so that points fall as they did. */
const shiftMs = Math.floor((Date.now() - FIRST_RECORDED_MS) / 60_000) * 60_000 - 60_000;

/** As long as the agent's spool keeps profiles for a store that is away. */
const OUTAGE_MS = 49 * 60_000;

/** A recorded request or answer, as it would have been a minute ago, or earlier. */
function recorded(name: string, earlierMs = 0): unknown {
  const moved = (time: string) => String(Number(time) + shiftMs - earlierMs);
  return JSON.parse(golden(name).toString().replaceAll(RECORDED_TIME, moved));
}

/** A recorded export likewise: `time_unix_nano`, field 3 of a profile, is the one fixed64 with such a value. */
function recentExport(name: string, earlierMs = 0): Buffer {
  const bytes = Buffer.from(golden(name));
  let times = 0;
  for (let i = bytes.indexOf(0x19); i >= 0 && i + 9 <= bytes.length; i = bytes.indexOf(0x19, i + 1)) {
    const ns = bytes.readBigUInt64LE(i + 1);
    if (!String(ns).startsWith('17955') || String(ns).length !== 19) continue;
    bytes.writeBigUInt64LE(ns + BigInt(shiftMs - earlierMs) * 1_000_000n, i + 1);
    times += 1;
  }
  assert.ok(times > 0, `${name} has no time`);
  return bytes;
}

/** The files of tests/golden/pyroscope, which the embedded store is held to, asked again of a real Pyroscope. */
describe('recorded requests', { skip: reasonToSkip('pyroscope'), timeout: BUILD_LIMIT_MS }, () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'meshprof-pyroscope-'));
  let pyroscope: RunningPyroscope;
  let collector: RunningCollector;

  before(async () => {
    pyroscope = await startPyroscope(folder);
    collector = await runCollector({ MESHPROF_PROFILES_ENDPOINT: `127.0.0.1:${pyroscope.port}` });
  });
  after(async () => {
    await collector?.stop();
    await pyroscope?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it('of days ago are refused for good, as the agent’s spool takes for granted', async () => {
    assert.equal(await collector.send(PROFILES, golden('otlp-request-cpu.pb')), status.INVALID_ARGUMENT);
  });

  it('are stored, moved to now', async () => {
    for (const kind of KINDS) {
      assert.equal(await collector.send(PROFILES, recentExport(`otlp-request-${kind}.pb`)), status.OK);
    }
  });

  it('are found at their own time when they come as late as the spool lets them', async () => {
    assert.equal(await collector.send(PROFILES, recentExport('otlp-request-cpu.pb', OUTAGE_MS)), status.OK);
    const request = recorded('select-merge-stacktraces.request.json', OUTAGE_MS);
    const answer = await new Querier(pyroscope.port).get('SelectMergeStacktraces', request);
    assert.deepEqual(answer, recorded('select-merge-stacktraces.response.json'));
  });

  for (const [file, method] of RECORDED_QUERIES) {
    it(`are answered as recorded: ${file}`, async () => {
      const answer = await new Querier(pyroscope.port).get(method, recorded(`${file}.request.json`));
      assert.deepEqual(answer, recorded(`${file}.response.json`));
    });
  }

  for (const [file, method] of RECORDED_REFUSALS) {
    it(`are refused as recorded: ${file}`, async () => {
      const { status: code, body } = await new Querier(pyroscope.port).ask(method, recorded(`${file}.request.json`));
      assert.deepEqual({ code, body }, { code: 400, body: recorded(`${file}.response.json`) });
    });
  }
});
