import { spawn } from 'node:child_process';
import { once } from 'node:events';
import readline from 'node:readline';
import { at } from '../../harness/project.ts';

export const workloadFile = (program: string): string => at('tests', 'workloads', 'build', program);

export interface GatedProgram {
  readonly pid: number;
  /** Lets it work; resolves with the truth that it prints. */
  readonly work: () => Promise<Record<string, unknown>>;
  readonly end: () => Promise<void>;
}

/** One of tests/workloads, waiting at its gate (see the README there); `cpu` pins it. */
export async function startGated(program: string, args: readonly string[], cpu?: number): Promise<GatedProgram> {
  const gate = program.startsWith('go-') ? '-gate' : '--gate';
  const command = [...(cpu === undefined ? [] : ['taskset', '-c', String(cpu)]), workloadFile(program), ...args, gate];
  const child = spawn(command[0]!, command.slice(1), { stdio: ['pipe', 'pipe', 'inherit'] });
  const exited = once(child, 'exit');
  const lines = readline.createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async () => {
    const { value } = await lines.next();
    if (value === undefined) throw new Error(`${program} ended without a word`);
    return JSON.parse(value) as Record<string, unknown>;
  };
  const { pid } = await next();
  return {
    pid: pid as number,
    work: () => {
      child.stdin.write('\n');
      return next();
    },
    end: async () => {
      child.stdin.end();
      await exited;
    },
  };
}
