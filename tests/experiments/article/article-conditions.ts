import { execFileSync } from 'node:child_process';
import type { Demo } from '../../../standalone/src/demo/demo-types.ts';
import { type MachineState, machineLine, machineState } from '../../bench/machine-state.ts';
import { projectRoot } from '../../harness/project.ts';
import type { ArticleConditions } from './article-run.ts';

/** After a run: where it was made, and what else the machine did meanwhile. */
export async function articleConditions(demo: Demo, before: MachineState): Promise<ArticleConditions> {
  return {
    commit: commit(),
    envoyVersion: await envoyVersion(demo),
    machine: machineLine(before, machineState()),
  };
}

function commit(): string {
  const git = (...args: string[]) => execFileSync('git', args, { cwd: projectRoot, encoding: 'utf8' }).trim();
  try {
    return `${git('rev-parse', '--short=10', 'HEAD')}${git('status', '--porcelain', '-uno') === '' ? '' : ', with changes'}`;
  } catch {
    return 'unknown';
  }
}

/** `Envoy 1.40.0` */
async function envoyVersion({ adminUrl }: Demo): Promise<string> {
  const { version } = (await (await fetch(`${adminUrl}/server_info`)).json()) as { version: string };
  return `Envoy ${version.split('/')[1] ?? version}`;
}
