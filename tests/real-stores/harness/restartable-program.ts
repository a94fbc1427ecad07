import { type Child, type ChildSpec, startChild } from '../../../standalone/src/processes/child-process.ts';
import { waitFor } from '../../harness/wait-for.ts';

export interface RestartableProgram {
  /** SIGKILL, as an out-of-memory kill does. */
  readonly kill: () => Promise<void>;
  /** The same program with the same arguments; resolves when it is ready. */
  readonly restart: () => Promise<void>;
  readonly stop: () => Promise<void>;
}

/** Starts a server and waits until its readiness address says so. @throws Error with its last lines if it ends first. */
export async function startRestartable(options: { spec: ChildSpec; readyUrl: string }): Promise<RestartableProgram> {
  let child: Child;
  const restart = async () => {
    child = startChild(options.spec);
    await waitFor(
      async () => {
        if (child.hasExited()) throw new Error((await child.exited).lastLines.join('\n'));
        return (await fetch(options.readyUrl).catch(() => undefined))?.ok === true ? true : undefined;
      },
      { what: options.spec.program, timeoutMs: 120_000, intervalMs: 250 }
    ).catch(async (error: unknown) => {
      await child.stop(0);
      throw error;
    });
  };
  const kill = async () => {
    child.signal('SIGKILL');
    await child.exited;
  };
  await restart();
  return { kill, restart, stop: () => child.stop() };
}
