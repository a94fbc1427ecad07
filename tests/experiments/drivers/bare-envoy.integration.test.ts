import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, symlinkSync, unlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, afterEach, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ExperimentSpec, Variant } from '@meshprof/contracts';
import { sinkFailures } from '../../../collector-agent/src/experiment/envoy/sink-failures.ts';
import { waitUntil } from '../../../collector-agent/src/testing/wait-until.ts';
import { moveOnto } from '../../../standalone/src/demo/demo-test-support.ts';
import { openDriver } from '../../../collector-agent/src/experiment/drivers/open-driver.ts';
import { freePorts } from '../../harness/free-ports.ts';
import { BareEnvoy, type BareEnvoyOptions } from './bare-envoy.ts';
import {
  assertProven,
  baseline,
  open,
  openWithSnapshot,
  specOf,
  tryVariant,
  unwrap,
  variantOf,
} from './driver-test-support.ts';
import { startLogService } from './log-service.ts';

const LOG_OFF = variantOf({ knob: 'accesslog.enabled', on: false });

describe('drivers on an Envoy', { timeout: 300_000 }, () => {
  const root = mkdtempSync(path.join(tmpdir(), 'meshprof-bare-'));
  const running: BareEnvoy[] = [];
  after(() => rmSync(root, { recursive: true, maxRetries: 10 }));
  afterEach(() => Promise.all(running.splice(0).map((envoy) => envoy.kill())));

  const start = async (options: Partial<BareEnvoyOptions> = {}): Promise<BareEnvoy> => {
    const [adminPort = 0, port = 0, logPort = 0] = await freePorts(3);
    const folder = path.join(mkdtempSync(path.join(root, 'envoy-')), 'files');
    const envoy = new BareEnvoy({ folder, adminPort, port, logPort, ...options });
    running.push(envoy);
    await envoy.start();
    return envoy;
  };
  const errorsOf = async (spec: ExperimentSpec) => {
    const driver = await open(spec);
    const findings = await driver.preflight();
    await driver.close();
    for (const { sentence, remedy } of findings) assert.match(`${sentence} ${remedy}`, /^[A-Z/].*\. [A-Z].*\.$/s);
    return findings.filter(({ severity }) => severity === 'error').map(({ code }) => code);
  };
  const files = (envoy: BareEnvoy, variant: Variant) => specOf('envoy-files', { adminUrl: envoy.adminUrl }, variant);
  const runtime = (envoy: BareEnvoy, variant: Variant) =>
    specOf('envoy-runtime', { adminUrl: envoy.adminUrl }, variant);

  for (const kind of ['envoy-runtime', 'envoy-files'] as const) {
    it(`${kind}: turns an HTTP filter on and off`, async () => {
      const envoy = await start();
      const limited = variantOf({ knob: 'filter.enabled', name: 'rate', on: true });
      const free = variantOf({ knob: 'filter.enabled', name: 'rate', on: false });
      const spec = specOf(kind, { adminUrl: envoy.adminUrl }, kind === 'envoy-runtime' ? limited : free);
      const opened = await openWithSnapshot(spec);
      assert.deepEqual(await errorsOf(spec), []);
      let answered = 0;
      const traffic = async () => (answered = await envoy.request(20));
      const [variant] = spec.variants;
      assert.ok(variant !== undefined);
      const { proofs } = await tryVariant(opened, variant, traffic);
      assertProven(proofs);
      if (kind === 'envoy-runtime') assert.ok(answered < 20, 'the filter refuses');
      else assert.equal(answered, 20);
      assert.ok(unwrap(await opened.driver.restore(opened.snapshot)).proven);
      await opened.driver.close();
    });
  }

  it('in a network and mount namespace of its own, with other paths', async () => {
    const folder = path.join(mkdtempSync(path.join(root, 'own-')), 'files');
    const enter = `ip link set lo up && mount --bind '${folder}' /srv && exec "$0" "$@"`;
    const wrapper = ['unshare', '--net', '--mount', '/bin/sh', '-c', enter];
    const envoy = await start({ folder, filesAs: '/srv', wrapper });
    const target = { adminUrl: envoy.adminUrl, pid: envoy.pid };
    await assert.rejects(fetch(envoy.adminUrl), 'it cannot be reached from here');
    const original = envoy.read();
    const spec = specOf('envoy-files', target, LOG_OFF);
    const opened = await openWithSnapshot(spec);
    assert.deepEqual(
      (await opened.driver.preflight()).filter(({ severity }) => severity === 'error'),
      []
    );
    assertProven((await tryVariant(opened, LOG_OFF, () => envoy.request(100))).proofs);
    assert.notEqual(envoy.read(), original);
    assert.ok(unwrap(await opened.driver.restore(opened.snapshot)).proven);
    assert.equal(envoy.read(), original);
    await opened.driver.close();
    const lost = await openDriver(specOf('envoy-files', { adminUrl: envoy.adminUrl }, LOG_OFF), {
      openIstio: () => assert.fail(),
    });
    assert.match(
      lost.ok ? '' : lost.detail,
      /No process listens at .*give its pid where it runs in another network namespace/
    );
  });

  it('says that it has no admin layer, and how to get one', async () => {
    const envoy = await start({ adminLayer: false });
    const spec = runtime(envoy, variantOf({ knob: 'filter.enabled', name: 'rate', on: true }));
    assert.deepEqual(await errorsOf(spec), ['no-admin-layer']);
    const driver = await open(spec);
    const snapshot = await driver.snapshot();
    assert.match(snapshot.ok ? '' : snapshot.detail, /no admin layer/);
    await driver.close();
  });

  it('finds what makes variants meaningless', async () => {
    const envoy = await start({ args: ['--drain-time-s', '300'] });
    assert.deepEqual(await errorsOf(files(envoy, LOG_OFF)), ['drain-time-long']);
    const sampling = variantOf({ knob: 'tracing.sampling', percent: 1 });
    assert.deepEqual(await errorsOf(runtime(envoy, sampling)), ['tracing-not-configured']);
    const headers = {
      ...runtime(envoy, sampling),
      load: { generator: 'h2load', headers: { TraceParent: '00-a' } },
    } as const;
    assert.deepEqual(await errorsOf(headers), ['trace-headers-in-load', 'tracing-not-configured']);
    assert.deepEqual(await errorsOf(runtime(envoy, LOG_OFF)), ['knob-not-here']);
    const nowhere = variantOf({ knob: 'accesslog.sink', sink: 'grpc', cluster: 'nowhere' });
    assert.deepEqual((await errorsOf(files(envoy, nowhere))).sort(), ['drain-time-long', 'log-cluster-missing']);
    const elsewhere = specOf('envoy-files', { adminUrl: envoy.adminUrl, listenersFile: '/etc/hosts' }, LOG_OFF);
    assert.ok((await errorsOf(elsewhere)).includes('file-not-watched'));
    const driver = await open(runtime(envoy, LOG_OFF));
    const warnings = await driver.preflight();
    await driver.close();
    assert.ok(warnings.some(({ code }) => code === 'workers-not-pinned'));
  });

  it('refuses files that are links, as in a ConfigMap', async () => {
    const envoy = await start();
    moveOnto(`${envoy.listenersFile}.real`, envoy.read());
    unlinkSync(envoy.listenersFile);
    symlinkSync(`${envoy.listenersFile}.real`, envoy.listenersFile);
    assert.ok((await errorsOf(files(envoy, LOG_OFF))).includes('file-not-replaceable'));
  });

  it('tells a rejected listener in Envoy’s words, and puts the old one back', async () => {
    const envoy = await start();
    const rejected = variantOf({ knob: 'accesslog.format', text: '%NOT_A_COMMAND%' });
    const { driver, snapshot } = await openWithSnapshot(files(envoy, rejected));
    const original = envoy.read();
    unwrap(await driver.apply(rejected, snapshot));
    const converged = await driver.converge(rejected, AbortSignal.timeout(30_000));
    assert.equal(converged.ok ? '' : converged.reason, 'configuration-rejected');
    assert.match(converged.ok ? '' : converged.detail, /rejected its listeners: .*NOT_A_COMMAND/);
    assert.equal(await envoy.request(3), 3);
    assert.deepEqual(unwrap(await driver.restore(snapshot)), { hash: snapshot.hash, proven: true });
    assert.equal(envoy.read(), original);
    // And the next variant is not taken for rejected.
    assert.ok((await tryVariant({ driver, snapshot }, LOG_OFF, () => envoy.request(50))).hash !== snapshot.hash);
    assert.ok(unwrap(await driver.restore(snapshot)).proven);
    await driver.close();
  });

  it('tells a restart, and puts back what a new process reads', async () => {
    const envoy = await start();
    const opened = await openWithSnapshot(files(envoy, LOG_OFF));
    const original = envoy.read();
    await tryVariant(opened, LOG_OFF, () => envoy.request(10));
    await envoy.kill();
    const gone = await opened.driver.checkUnchanged();
    assert.equal(gone.ok ? '' : gone.reason, 'proxy-restarted');
    const counters = await opened.driver.readCounters();
    assert.equal(counters.ok ? '' : counters.reason, 'proxy-restarted');
    const restored = opened.driver.restore(opened.snapshot);
    // As a supervisor does.
    await envoy.start();
    assert.ok(unwrap(await restored).proven);
    assert.equal(envoy.read(), original);
    await opened.driver.close();
  });

  for (const sink of ['grpc', 'otlp'] as const) {
    it(`sends the log to a service (${sink}), and tells that it fails`, async (context) => {
      const envoy = await start();
      const service = await startLogService(envoy.options.logPort);
      context.after(() => service.stop());
      const variant = variantOf({ knob: 'accesslog.sink', sink, cluster: 'logs' });
      const opened = await openWithSnapshot(files(envoy, variant));
      context.after(() => opened.driver.close());
      const requests = async () => {
        await envoy.request(500);
        // Entries are sent once a second.
        await sleep(2_500);
      };
      assertProven((await tryVariant(opened, variant, requests)).proofs);
      const before = unwrap(await opened.driver.readCounters());
      const failures = async () => sinkFailures(before, unwrap(await opened.driver.readCounters()));
      assert.ok(service.calls() > 0, 'the service was called');
      assert.equal(await failures(), undefined);
      await service.stop();
      await waitUntil('the failing service is told', async () => {
        await envoy.request(20);
        return (await failures()) !== undefined;
      });
      assert.ok(unwrap(await opened.driver.restore(opened.snapshot)).proven);
    });
  }

  it('a baseline that changes nothing writes nothing', async () => {
    const envoy = await start();
    const opened = await openWithSnapshot(files(envoy, LOG_OFF));
    const stamp = () => readFileSync(envoy.listenersFile).toString();
    const before = stamp();
    assert.equal((await tryVariant(opened, baseline, () => Promise.resolve())).hash, opened.snapshot.hash);
    assert.equal(stamp(), before);
    await opened.driver.close();
  });
});
