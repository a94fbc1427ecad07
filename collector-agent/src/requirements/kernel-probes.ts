import { probe, type ProbeResult } from '@meshprof/native';
import { KERNEL_FEATURES } from './kernel-features.ts';
import type { Requirement } from './requirement.ts';

/** Asks the kernel for each feature and undoes it again. One without a text is shown with its id and the answer. */
export function kernelProbes(results: readonly ProbeResult[] = probe()): Requirement[] {
  return results.map((result) => (result.met ? met(result) : unmet(result)));
}

function met({ id }: ProbeResult): Requirement {
  return { id, title: titleOf(id), met: true, needed: isNeeded(id), remedy: '' };
}

function unmet({ id, detail, denied }: ProbeResult): Requirement {
  const feature = KERNEL_FEATURES[id];
  const { problem, remedy } = (denied ? feature?.denied : undefined) ??
    feature ?? { problem: `this kernel lacks ${id}`, remedy: 'use a newer kernel' };
  const answer = detail === '' ? '' : ` Answer: ${detail}.`;
  return {
    ...{ id, title: titleOf(id), met: false, needed: isNeeded(id) },
    remedy: `${remedy[0]?.toUpperCase()}${remedy.slice(1)}.${answer}`,
    problem,
    follows: feature?.follows ?? [],
  };
}

function titleOf(id: string): string {
  return KERNEL_FEATURES[id]?.title ?? `kernel feature ${id}`;
}

function isNeeded(id: string): boolean {
  return KERNEL_FEATURES[id]?.needed ?? true;
}
