import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { KnobValue } from '@meshprof/contracts';
import { sinkFailures } from '../../../collector-agent/src/experiment/envoy/sink-failures.ts';
import { waitUntil } from '../../../collector-agent/src/testing/wait-until.ts';
import { freePorts } from '../../harness/free-ports.ts';
import { BareEnvoy } from './bare-envoy.ts';
import { assertProven, openWithSnapshot, specOf, tryVariant, unwrap, variantOf } from './driver-test-support.ts';
import { type LogService, startLogService } from './log-service.ts';

/** Takes spans over HTTP, and reads none. */
async function startHttpSink(port: number): Promise<LogService> {
  let calls = 0;
  const server = createServer((request, response) => {
    request.resume().on('end', () => {
      calls += 1;
      response.writeHead(200, { 'content-type': 'application/x-protobuf' }).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const stop = async (): Promise<void> => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return { calls: () => calls, stop };
}

const KNOBS: readonly (readonly ['envoy-runtime' | 'envoy-files', KnobValue])[] = [
  ['envoy-runtime', { knob: 'tracing.sampling', percent: 50 }],
  ['envoy-runtime', { knob: 'tracing.sampling', percent: 0 }],
  ['envoy-runtime', { knob: 'tracing.batch-size', spans: 20 }],
  ['envoy-files', { knob: 'tracing.sampling', percent: 10 }],
  ['envoy-files', { knob: 'tracing.enabled', on: false }],
];

describe('OpenTelemetry’s tracer of an Envoy', { timeout: 300_000 }, () => {
  const root = mkdtempSync(path.join(tmpdir(), 'meshprof-otel-'));
  after(() => rmSync(root, { recursive: true, maxRetries: 10 }));

  for (const tracer of ['grpc', 'http'] as const) {
    it(`over ${tracer}: each knob of tracing is applied, proven and undone, and a dead collector is told`, async (context) => {
      const [adminPort = 0, port = 0, logPort = 0] = await freePorts(3);
      const folder = path.join(root, tracer);
      const envoy = new BareEnvoy({ folder, adminPort, port, logPort, tracer });
      context.after(() => envoy.kill());
      const sink = tracer === 'grpc' ? await startLogService(logPort) : await startHttpSink(logPort);
      context.after(() => sink.stop());
      await envoy.start();
      const target = { adminUrl: envoy.adminUrl };
      for (const [kind, value] of KNOBS) {
        const variant = variantOf(value);
        const opened = await openWithSnapshot(specOf(kind, target, variant));
        const errors = (await opened.driver.preflight()).filter(({ severity }) => severity === 'error');
        assert.deepEqual(errors, []);
        // What the reporter holds of before goes with the first requests, or after five seconds.
        await tryVariant(opened, variant, () => envoy.request(20));
        if (value.knob === 'tracing.enabled') await sleep(6_000);
        const { proofs, hash } = await tryVariant(opened, variant, () => envoy.request(600));
        assertProven(proofs);
        assert.deepEqual(
          proofs.map(({ knob }) => knob),
          [value.knob]
        );
        assert.notEqual(hash, opened.snapshot.hash);
        assert.deepEqual(unwrap(await opened.driver.restore(opened.snapshot)), {
          hash: opened.snapshot.hash,
          proven: true,
        });
        await opened.driver.close();
      }
      assert.ok(sink.calls() > 0, 'spans arrived');

      const { driver } = await openWithSnapshot(specOf('envoy-runtime', target, variantOf(KNOBS[0]![1])));
      context.after(() => driver.close());
      const before = unwrap(await driver.readCounters());
      await sink.stop();
      await waitUntil('the dead collector is told', async () => {
        await envoy.request(20);
        return sinkFailures(before, unwrap(await driver.readCounters())) !== undefined;
      });
    });
  }
});
