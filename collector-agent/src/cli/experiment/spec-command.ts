import type { ExperimentSpec } from '@meshprof/contracts';
import { withDefaults } from '@meshprof/experiments';
import { stringify } from 'yaml';
import { writeOut } from '../terminal.ts';
import { type SpecOptions, specOf } from './spec-options.ts';

export async function specCommand(file: string | undefined, options: SpecOptions): Promise<void> {
  writeOut(specText(await specOf(file, options)));
}

/** As YAML, with every default in it: guards, windows and load, to be changed in an editor. */
export function specText(spec: ExperimentSpec): string {
  // Each run draws a seed of its own; one in the file would give all of them the same order.
  const { seed, ...full } = withDefaults(spec);
  return stringify(spec.seed === undefined ? full : { ...full, seed });
}
