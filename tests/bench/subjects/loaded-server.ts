import { run } from '../../harness/run.ts';
import type { Load } from './h2load.ts';

/** A server that a load can be sent to. */
export interface LoadedServer {
  readonly name: string;
  /** The process that is measured. */
  readonly pid: number;
  readonly load: Pick<Load, 'url' | 'protocol' | 'connections'>;
  readonly stop: () => Promise<void>;
}

/** All threads of a process, those to come too, to one CPU. */
export async function pinToCpu(pid: number, cpu: number): Promise<void> {
  const { code, stderr } = await run(['taskset', '-a', '-c', '-p', String(cpu), String(pid)]);
  if (code !== 0) throw new Error(`taskset on ${pid}: ${stderr}`);
}
