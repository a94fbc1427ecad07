import { type Load, runLoad } from './h2load.ts';
import type { LoadedServer } from './loaded-server.ts';

/** h2load's start, and the end of what watches. */
const MARGIN_SECONDS = 3;

/** Does something while the server is saturated: the load starts with it and is ended after it, however long it takes. */
export async function underLoad<T>({ load }: LoadedServer, seconds: number, work: () => Promise<T>): Promise<T> {
  const asked: Load = { ...load, seconds: seconds + MARGIN_SECONDS };
  const running = runLoad(asked);
  // A failed load fails the bench, but the watching tool must be reaped first.
  running.catch(() => undefined);
  await new Promise((resolve) => setTimeout(resolve, 1_000));
  try {
    return await work();
  } finally {
    await running;
  }
}
