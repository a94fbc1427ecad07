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
import { reasonToSkip } from './harness/named-program.ts';
import { Querier } from './harness/querier.ts';
import { type RunningPyroscope, startPyroscope } from './harness/running-pyroscope.ts';

const KINDS = ['cpu', 'off-cpu-time', 'off-cpu-switches'];

/** The files of tests/golden/pyroscope, which the embedded store is held to, asked again of a real Pyroscope. */
describe('recorded requests', { skip: reasonToSkip('pyroscope'), timeout: BUILD_LIMIT_MS }, () => {
  for (const { title, acceptsOld, run } of [
    { title: 'of days ago, to a Pyroscope that accepts them', acceptsOld: true, run: answersAsRecorded },
    { title: 'of days ago, to a Pyroscope as it is by default', acceptsOld: false, run: refusesOldProfiles },
  ]) {
    describe(title, () => {
      const folder = mkdtempSync(path.join(os.tmpdir(), 'meshprof-pyroscope-'));
      const rig = {} as { pyroscope: RunningPyroscope; collector: RunningCollector };
      before(async () => {
        rig.pyroscope = await startPyroscope(folder, { acceptsOld });
        rig.collector = await runCollector({ MESHPROF_PROFILES_ENDPOINT: `127.0.0.1:${rig.pyroscope.port}` });
      });
      after(async () => {
        await rig.collector?.stop();
        await rig.pyroscope?.stop();
        rmSync(folder, { recursive: true, force: true });
      });
      run(rig);
    });
  }
});

function answersAsRecorded(rig: { pyroscope: RunningPyroscope; collector: RunningCollector }): void {
  it('are stored', async () => {
    for (const kind of KINDS) {
      assert.equal(await rig.collector.send(PROFILES, golden(`otlp-request-${kind}.pb`)), status.OK);
    }
  });

  for (const [file, method] of [
    ['profile-types', 'ProfileTypes'],
    ['label-names', 'LabelNames'],
    ['label-values', 'LabelValues'],
    ['series', 'Series'],
    ['select-series', 'SelectSeries'],
    ['select-merge-stacktraces', 'SelectMergeStacktraces'],
    ['select-merge-off-cpu-time', 'SelectMergeStacktraces'],
    ['select-merge-off-cpu-switches', 'SelectMergeStacktraces'],
  ] as const) {
    it(`are answered as recorded: ${file}`, async () => {
      const request = JSON.parse(golden(`${file}.request.json`).toString()) as unknown;
      const answer = await new Querier(rig.pyroscope.port).get(method, request);
      assert.deepEqual(answer, JSON.parse(golden(`${file}.response.json`).toString()));
    });
  }

  for (const [file, method] of [
    ['error-bad-selector', 'SelectSeries'],
    ['error-bad-type', 'SelectMergeStacktraces'],
  ] as const) {
    it(`are refused as recorded: ${file}`, async () => {
      const request = JSON.parse(golden(`${file}.request.json`).toString()) as unknown;
      const { status: code, body } = await new Querier(rig.pyroscope.port).ask(method, request);
      const recorded = JSON.parse(golden(`${file}.response.json`).toString()) as unknown;
      assert.deepEqual({ code, body }, { code: 400, body: recorded });
    });
  }
}

function refusesOldProfiles(rig: { collector: RunningCollector }): void {
  it('are refused for good, as the agent’s spool takes for granted', async () => {
    assert.equal(await rig.collector.send(PROFILES, golden('otlp-request-cpu.pb')), status.INVALID_ARGUMENT);
  });
}
