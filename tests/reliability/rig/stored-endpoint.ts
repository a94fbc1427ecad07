import path from 'node:path';
import { freePorts } from '../../harness/free-ports.ts';
import { at } from '../../harness/project.ts';
import { type RunningCollector, startCollector } from '../../harness/running-collector.ts';
import { waitFor } from '../../harness/wait-for.ts';
import type { Endpoint } from './endpoint.ts';
import { FaultyLine } from './faulty-line.ts';
import { Program } from './program.ts';

/** A real Collector that passes everything on to a real store, the line between them breakable too. */
export interface StoredEndpoint extends Endpoint {
  readonly collector: RunningCollector;
  readonly toStore: FaultyLine;
  readonly store: Program;
  /** After it was killed. */
  restartStore(): Promise<void>;
}

export async function openStoredEndpoint(folder: string, frequencyHz: number): Promise<StoredEndpoint> {
  const [otlpPort, queryPort] = (await freePorts(2)) as [number, number];
  const script = at('standalone', 'src', 'store', 'testing', 'store-process.ts');
  const store = new Program([script, path.join(folder, 'store'), String(otlpPort), String(queryPort)]);
  const restartStore = async () => {
    store.start();
    await waitFor(() => total(queryPort, 'nothing').catch(() => undefined), { what: 'the store', timeoutMs: 180_000 });
  };
  await restartStore();
  const toStore = new FaultyLine(otlpPort);
  const collector = await startCollector(await toStore.open());
  return {
    port: Number(new URL(collector.endpoint).port),
    collector,
    toStore,
    store,
    restartStore,
    samplesArrived: async (taskId) => Math.round((await total(queryPort, taskId)) / (1e9 / frequencyHz)),
    async close() {
      await Promise.all([collector.kill(), store.kill(), toStore.close()]);
    },
  };
}

/** CPU time of a task, by Pyroscope's query API. */
async function total(queryPort: number, taskId: string): Promise<number> {
  const query = `process_cpu:cpu:nanoseconds:cpu:nanoseconds{task_id="${taskId}"}`;
  const parameters = new URLSearchParams({ query, from: 'now-2h', until: 'now' });
  const answer = await fetch(`http://127.0.0.1:${queryPort}/pyroscope/render?${parameters.toString()}`);
  if (!answer.ok) throw new Error(`the store answered ${answer.status}`);
  const { flamebearer } = (await answer.json()) as { flamebearer: { numTicks: number } };
  return flamebearer.numTicks;
}
