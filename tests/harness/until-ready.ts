import type { Child } from '../../standalone/src/processes/child-process.ts';
import { waitFor } from './wait-for.ts';

/** Waits until an address answers 200. @throws Error with the last lines of the program if it ends first. */
export async function untilReady(
  child: Child,
  readyUrl: string,
  limits: { timeoutMs?: number; intervalMs?: number } = {}
): Promise<void> {
  await waitFor(
    async () => {
      if (child.hasExited()) throw new Error((await child.exited).lastLines.join('\n'));
      return (await fetch(readyUrl).catch(() => undefined))?.ok === true ? true : undefined;
    },
    { what: child.program, ...limits }
  );
}
