import { type Child, type ChildSpec, startChild } from '../../../standalone/src/processes/child-process.ts';
import { untilReady } from '../../harness/until-ready.ts';

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
    await untilReady(child, options.readyUrl, { timeoutMs: 120_000, intervalMs: 250 }).catch(async (error: unknown) => {
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
