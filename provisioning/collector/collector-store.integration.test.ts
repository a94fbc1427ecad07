import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { status } from '@grpc/grpc-js';
import { pino } from 'pino';
import { createStore } from '../../standalone/src/store/store.ts';
import { RECORDED_QUERIES } from '../../standalone/src/store/testing/recorded-queries.ts';
import type { Store } from '../../standalone/src/store/store-types.ts';
import { BUILD_LIMIT_MS, golden, LOGS, otlpCheck, PROFILES, runCollector } from './run-collector.ts';
import type { RunningCollector } from './run-collector.ts';

describe('agent’s bytes through the Collector into the embedded store', () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'meshprof-collector-store-'));
  let store: Store;
  let queryPort: number;
  let storePort: number;
  let collector: RunningCollector;

  const startCollector = () =>
    runCollector({
      MESHPROF_PROFILES_ENDPOINT: `127.0.0.1:${storePort}`,
      MESHPROF_LOGS_ENDPOINT: `127.0.0.1:${storePort}`,
    });

  before(
    async () => {
      store = await createStore({ dataDir, logger: pino({ level: 'silent' }) });
      storePort = (await store.startOtlpGrpc({ host: '127.0.0.1', port: 0 })).port;
      queryPort = (await store.startQueryApi({ host: '127.0.0.1', port: 0 })).port;
      collector = await startCollector();
    },
    { timeout: BUILD_LIMIT_MS }
  );

  after(async () => {
    await collector?.stop();
    await store?.close();
    rmSync(dataDir, { recursive: true });
  });

  it('is told that each export is stored', async () => {
    for (const kind of ['cpu', 'off-cpu-time', 'off-cpu-switches']) {
      assert.equal(await collector.send(PROFILES, golden(`otlp-request-${kind}.pb`)), status.OK);
    }
    assert.equal(await collector.send(LOGS, otlpCheck('make-log')), status.OK);
    const { profiles, logRecords } = store.stats();
    assert.deepEqual({ profiles, logRecords }, { profiles: 3, logRecords: 1 });
  });

  for (const [file, method] of RECORDED_QUERIES) {
    it(`finds labels and stacks intact: ${file} is answered as Pyroscope did`, async () => {
      const response = await fetch(`http://127.0.0.1:${queryPort}/querier.v1.QuerierService/${method}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: golden(`${file}.request.json`).toString(),
      });
      assert.deepEqual(await response.json(), JSON.parse(golden(`${file}.response.json`).toString()));
    });
  }

  it('stores nothing twice when an export is sent again after the Collector was killed', async () => {
    await collector.stop('SIGKILL');
    collector = await startCollector();
    assert.equal(await collector.send(PROFILES, golden('otlp-request-cpu.pb')), status.OK);
    assert.equal(store.stats().profiles, 3);
  });
});
