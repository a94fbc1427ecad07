import type { ExperimentSpec } from '@meshprof/contracts';
import type { RunState } from '../../../collector-agent/src/experiment/journal/run-state.ts';
import { waitFor } from '../../harness/wait-for.ts';
import type { ExperimentRig } from './experiment-rig.ts';

export interface Ended {
  readonly state: RunState;
  readonly exitCode: number | null;
  readonly output: string;
}

/** Runs an experiment to its end; `breaks` is called once, as soon as a variant that is not the baseline is measured. */
export async function runThrough(
  rig: ExperimentRig,
  spec: ExperimentSpec,
  breaks?: () => Promise<void> | void
): Promise<Ended> {
  const run = rig.start(spec);
  if (breaks !== undefined) {
    await waitFor(() => run.hasEnded || isMeasured(spec, run.output) || undefined, {
      what: `the first variant; so far:\n${run.output}`,
      timeoutMs: 120_000,
    });
    if (run.hasEnded) throw new Error(`the experiment ended before its first variant:\n${run.output}`);
    await breaks();
  }
  const exitCode = await run.ended();
  const state = rig.journal();
  if (state === undefined) throw new Error(`nothing was journalled:\n${run.output}`);
  return { state, exitCode, output: run.output };
}

function isMeasured({ variants }: ExperimentSpec, output: string): boolean {
  return variants.some(({ name }) => output.includes(`  ${name}  measure`));
}
