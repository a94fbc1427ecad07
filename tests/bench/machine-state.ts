import { readFileSync } from 'node:fs';
import os from 'node:os';
import { stolenNs } from '../harness/proc-counts.ts';

/** What else the machine did around a run: numbers from a busy machine are not published. */
export interface MachineState {
  /** One-minute load average for each CPU. */
  readonly loadPerCpu: number;
  readonly stolenNs: number;
  readonly atMs: number;
}

/** Above this, somebody else's work is in the numbers. */
export const LARGEST_LOAD_PER_CPU = 0.5;

export function machineState(): MachineState {
  return { loadPerCpu: os.loadavg()[0]! / os.cpus().length, stolenNs: stolenNs(), atMs: performance.now() };
}

export function isTooBusy({ loadPerCpu }: MachineState): boolean {
  return loadPerCpu > LARGEST_LOAD_PER_CPU;
}

/** When, where and under which disturbance the table was measured. */
export function machineLine(before: MachineState, after: MachineState): string {
  const date = new Date().toISOString().slice(0, 10);
  const cpus = os.cpus();
  const elapsedNs = (after.atMs - before.atMs) * 1e6;
  const stolenShare = (after.stolenNs - before.stolenNs) / (elapsedNs * cpus.length);
  const parts = [
    `measured ${date} on Linux ${os.release()}, ${cpus.length} CPUs (${cpus[0]?.model.trim() ?? 'unknown'})`,
    `${(os.totalmem() / 2 ** 30).toFixed(0)} GiB, ${distribution()}, a virtual machine`,
    `load average before ${(before.loadPerCpu * cpus.length).toFixed(2)}`,
    `${(stolenShare * 100).toFixed(2)} % of CPU time stolen by the hypervisor`,
    `${(elapsedNs / 60e9).toFixed(1)} minutes`,
  ];
  return `${parts.join('; ')}.`;
}

function distribution(): string {
  const text = readFileSync('/etc/os-release', 'utf8');
  return /^PRETTY_NAME="(.*)"$/m.exec(text)?.[1] ?? 'unknown distribution';
}
