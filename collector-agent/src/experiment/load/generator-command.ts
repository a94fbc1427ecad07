import type { ExperimentLoad } from '@meshprof/contracts';
import { findProgram } from '../../files/find-program.ts';
import { fail, type Outcome, succeed } from '../drivers/outcome.ts';
import type { LoadPlace } from './load-generator.ts';

export interface GeneratorCommand {
  readonly file: string;
  readonly args: readonly string[];
}

const PACKAGES = {
  h2load: 'nghttp2-client',
  wrk: 'wrk',
  setpriv: 'util-linux',
  nsenter: 'util-linux',
  taskset: 'util-linux',
  fallocate: 'util-linux',
} as const;
type Tool = keyof typeof PACKAGES;

/** All that will be run is there; else one sentence with what brings the first that is not. */
export function checkTools(load: ExperimentLoad, place: LoadPlace): Outcome<void> {
  if (load.generator === 'external') return succeed(undefined);
  const tools: Tool[] = [load.generator, 'setpriv'];
  if (load.generator === 'h2load') tools.push('fallocate');
  if (load.cpus !== undefined) tools.push('taskset');
  if (place.networkOfPid !== undefined) tools.push('nsenter');
  const missing = tools.find((tool) => findProgram(tool) === undefined);
  if (missing === undefined) return succeed(undefined);
  return fail(
    'preflight-failed',
    `${missing} is not there, which generates or holds the load: install the Debian package ${PACKAGES[missing]}.`
  );
}

/**
 * The generator as a child that cannot outlive this process: the kernel kills it when its parent dies, even by SIGKILL.
 * Each of these programs becomes the next one, so all keep the same process id; none is a shell.
 */
export function wrapCommand(load: ExperimentLoad, place: LoadPlace, command: GeneratorCommand): GeneratorCommand {
  const parts = ['--pdeathsig', 'KILL', '--'];
  if (place.networkOfPid !== undefined) parts.push('nsenter', `--net=/proc/${place.networkOfPid}/ns/net`, '--');
  if (load.cpus !== undefined) parts.push('taskset', '-c', load.cpus);
  return { file: 'setpriv', args: [...parts, command.file, ...command.args] };
}

/** How many CPUs a list such as `0,2-3` names. */
export function countCpus(list: string): number {
  const cpus = new Set<number>();
  for (const part of list.split(',')) {
    const [first = 0, last = first] = part.split('-').map(Number);
    for (let cpu = first; cpu <= Math.min(last, first + 4095); cpu += 1) cpus.add(cpu);
  }
  return cpus.size;
}
