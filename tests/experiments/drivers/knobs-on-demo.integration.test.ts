import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { type ExperimentDriver, type KnobValue } from '@meshprof/contracts';
import { envoyStat, freePorts, moveOnto, testBinaries, until } from '../../../standalone/src/demo/demo-test-support.ts';
import type { Demo } from '../../../standalone/src/demo/demo-types.ts';
import { startDemo } from '../../../standalone/src/demo/demo.ts';
import {
  assertProven,
  baseline,
  openWithSnapshot,
  specOf,
  tryVariant,
  unwrap,
  variantOf,
} from './driver-test-support.ts';

const REQUESTS = 'http.demo.downstream_rq_total';
const LISTENERS_OFF: KnobValue[] = [
  { knob: 'tracing.enabled', on: false },
  { knob: 'accesslog.enabled', on: false },
];

/** Every knob that a standalone Envoy has, on the demo's, under its load. */
const KNOBS: Record<Exclude<ExperimentDriver, 'istio'>, readonly KnobValue[][]> = {
  'envoy-runtime': [
    [{ knob: 'tracing.sampling', percent: 0 }],
    [{ knob: 'tracing.sampling', percent: 37.5 }],
    [{ knob: 'tracing.batch-size', spans: 20 }],
    [{ knob: 'accesslog.enabled', on: false }],
    [{ knob: 'accesslog.format', prepared: 'short' }],
  ],
  'envoy-files': [
    [{ knob: 'tracing.sampling', percent: 10 }],
    [{ knob: 'tracing.batch-size', spans: 20 }],
    [{ knob: 'accesslog.format', prepared: 'short' }],
    LISTENERS_OFF,
    [{ knob: 'accesslog.format', text: '%DURATION%' }],
    [{ knob: 'accesslog.format', json: { path: '%REQ(:PATH)%', status: '%RESPONSE_CODE%' } }],
    [{ knob: 'accesslog.filter', minStatus: 500 }],
    [{ knob: 'accesslog.sink', sink: 'stdout' }],
    [{ knob: 'accesslog.sink', sink: 'file', path: '/dev/null' }],
  ],
};

describe('drivers on the demo’s Envoy', { timeout: 300_000 }, () => {
  const runDir = mkdtempSync(path.join(tmpdir(), 'meshprof-drivers-'));
  let demo: Demo;

  before(async () => {
    const load = { requestsPerSecond: 400, connections: 4 };
    const options = {
      runDir,
      binaries: testBinaries,
      ports: await freePorts(),
      load,
      prometheus: false,
      logToFile: true,
    };
    const result = await startDemo(options);
    assert.ok(result.ok, result.ok ? '' : result.problem.message);
    demo = result.demo;
  });
  after(async () => {
    await demo?.stop();
    rmSync(runDir, { recursive: true, maxRetries: 10 });
  });

  const moreRequests = async (count: number) => {
    const goal = (await envoyStat(demo, REQUESTS)) + count;
    await until(`${count} more requests`, async () => (await envoyStat(demo, REQUESTS)) >= goal);
  };
  /** What is buffered of earlier requests is written then; under load the buffer is empty for moments only. */
  const flushedLogSize = async () => {
    demo.load.pause();
    try {
      await until('the log is flushed', async () => (await envoyStat(demo, 'filesystem.write_total_buffered')) === 0);
      return statSync(demo.files.accessLog).size;
    } finally {
      demo.load.resume();
    }
  };
  const fileNames = () => [demo.files.listeners, demo.files.runtime];
  const contents = () => fileNames().map((file) => readFileSync(file, 'utf8'));

  for (const [kind, variants] of Object.entries(KNOBS)) {
    for (const knobs of variants) {
      const name = knobs.map(({ knob, ...values }) => `${knob} ${JSON.stringify(values)}`).join(', ');
      it(`${kind}: ${name} is applied, proven and undone`, async () => {
        const variant = variantOf(...knobs);
        const files = contents();
        const opened = await openWithSnapshot(specOf(kind as ExperimentDriver, { adminUrl: demo.adminUrl }, variant));
        const { driver, snapshot } = opened;
        try {
          const errors = (await driver.preflight()).filter(({ severity }) => severity === 'error');
          assert.deepEqual(errors, []);
          const traffic = async () => {
            // What reporters and loggers still hold of before is gone then.
            await moreRequests(1_000);
          };
          await tryVariant(opened, variant, () => moreRequests(200));
          const { proofs, hash } = await tryVariant(opened, variant, traffic);
          assertProven(proofs);
          assert.notEqual(hash, snapshot.hash);
          assert.equal((await tryVariant(opened, baseline, () => Promise.resolve())).hash, snapshot.hash);
          unwrap(await driver.apply(variant, snapshot));
          // As an agent that was killed and started again does.
          const again = await openWithSnapshot(specOf(kind as ExperimentDriver, { adminUrl: demo.adminUrl }, variant));
          const parsed = JSON.parse(JSON.stringify(snapshot)) as typeof snapshot;
          assert.deepEqual(unwrap(await again.driver.restore(parsed)), { hash: snapshot.hash, proven: true });
          await again.driver.close();
          assert.deepEqual(contents(), files);
        } finally {
          await driver.restore(snapshot);
          await driver.close();
        }
      });
    }
  }

  for (const kind of ['envoy-runtime', 'envoy-files'] as const) {
    it(`${kind}: a prepared format is the only one in the log`, async () => {
      const variant = variantOf({ knob: 'accesslog.format', prepared: 'short' });
      const opened = await openWithSnapshot(specOf(kind, { adminUrl: demo.adminUrl }, variant));
      try {
        await tryVariant(opened, variant, () => moreRequests(100));
        const size = await flushedLogSize();
        await moreRequests(500);
        await until('the log is written', () => statSync(demo.files.accessLog).size > size + 5_000);
        const lines = readFileSync(demo.files.accessLog).subarray(size).toString().split('\n').slice(0, -1);
        assert.deepEqual(
          lines.filter((line) => !/^\S+Z GET \/ HTTP\/1\.1 200$/.test(line)),
          []
        );
      } finally {
        unwrap(await opened.driver.restore(opened.snapshot));
        await opened.driver.close();
      }
    });
  }

  it('a variant that is not applied is not proven', async () => {
    const variant = variantOf(
      { knob: 'tracing.sampling', percent: 1 },
      { knob: 'accesslog.format', prepared: 'short' }
    );
    const { driver } = await openWithSnapshot(specOf('envoy-runtime', { adminUrl: demo.adminUrl }, variant));
    const start = unwrap(await driver.readCounters());
    await moreRequests(500);
    const proofs = await driver.prove(variant, start, unwrap(await driver.readCounters()));
    assert.deepEqual(
      proofs.map(({ proven }) => proven),
      [false, false]
    );
    await driver.close();
  });

  it('keeps the owner and mode of the files, and tells the disks that it writes to', async () => {
    const modeOf = () => fileNames().map((file) => statSync(file).mode);
    const modes = modeOf();
    const variant = variantOf(...LISTENERS_OFF, { knob: 'tracing.sampling', percent: 5 });
    const opened = await openWithSnapshot(specOf('envoy-files', { adminUrl: demo.adminUrl }, variant));
    await tryVariant(opened, variant, () => Promise.resolve());
    assert.deepEqual(modeOf(), modes);
    const disks = (await opened.driver.diskPaths()).map((folder) => statSync(folder).ino);
    assert.ok(disks.includes(statSync(path.dirname(demo.files.listeners)).ino));
    unwrap(await opened.driver.restore(opened.snapshot));
    assert.ok((await opened.driver.diskPaths()).some((folder) => statSync(folder).ino === statSync(runDir).ino));
    await opened.driver.close();
  });

  it('notices another writer of the listeners, and one of the runtime', async () => {
    const variant = variantOf({ knob: 'accesslog.enabled', on: false });
    const opened = await openWithSnapshot(specOf('envoy-files', { adminUrl: demo.adminUrl }, variant));
    const { driver, snapshot } = opened;
    const original = readFileSync(demo.files.listeners, 'utf8');
    await tryVariant(opened, variant, () => Promise.resolve());
    moveOnto(demo.files.listeners, original.replace('stat_prefix: demo', 'stat_prefix: demo2'));
    const foreign = await driver.checkUnchanged();
    assert.deepEqual([foreign.ok, !foreign.ok && foreign.reason], [false, 'foreign-change']);
    assert.match(foreign.ok ? '' : foreign.detail, /Somebody else changed .*listeners\.yaml/);
    const restored = unwrap(await driver.restore(snapshot));
    assert.ok(restored.proven);
    assert.match(restored.notes?.join() ?? '', /^Somebody else's .*listeners\.yaml .* theirs is kept as .*\.theirs-/);
    assert.equal(unwrap(await driver.restore(snapshot)).notes, undefined);

    await tryVariant(opened, variant, () => Promise.resolve());
    await fetch(`${demo.adminUrl}/runtime_modify?somebody.else=1`, { method: 'POST' });
    const byRuntime = await driver.checkUnchanged();
    assert.match(byRuntime.ok ? '' : byRuntime.detail, /Somebody else changed the proxy's runtime/);
    // What is not ours stays, so nothing is proven until it is gone.
    assert.equal(unwrap(await driver.restore(snapshot)).proven, false);
    await fetch(`${demo.adminUrl}/runtime_modify?somebody.else=`, { method: 'POST' });
    assert.ok(unwrap(await driver.restore(snapshot)).proven);
    await driver.close();
  });

  it('keeps what the admin layer had', async () => {
    const set = (value: string) =>
      fetch(`${demo.adminUrl}/runtime_modify?tracing.random_sampling=${value}`, { method: 'POST' });
    await set('42');
    const variant = variantOf({ knob: 'tracing.sampling', percent: 1 });
    const opened = await openWithSnapshot(specOf('envoy-runtime', { adminUrl: demo.adminUrl }, variant));
    assertProven((await tryVariant(opened, variant, () => moreRequests(300))).proofs);
    assert.ok(unwrap(await opened.driver.restore(opened.snapshot)).proven);
    const runtime = await (await fetch(`${demo.adminUrl}/runtime`)).text();
    assert.match(runtime, /"final_value": "42"/);
    await set('');
    await opened.driver.close();
  });
});
