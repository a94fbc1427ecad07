import { allRequirements } from './all-requirements.ts';
import type { Requirement } from './requirement.ts';

/** Of what is needed and not met, that which is not just a consequence of the rest. */
export function rootCauses(requirements: readonly Requirement[]): Requirement[] {
  const unmet = requirements.filter(({ met, needed }) => needed && !met);
  const ids = new Set(unmet.map(({ id }) => id));
  const roots = unmet.filter(({ follows = [] }) => !follows.some((id) => ids.has(id)));
  return roots.length > 0 ? roots : unmet;
}

/** What is wrong and what to do about it, in one sentence for each cause, without the last full stop; '' if nothing is. */
export function explainUnmet(requirements: readonly Requirement[] = allRequirements()): string {
  return rootCauses(requirements).map(sentence).join('. ');
}

function sentence({ title, problem, remedy }: Requirement): string {
  // Without the kernel's own words, which `meshprof check` shows.
  const todo = remedy.replace(/ Answer: .*$/, '').replace(/\.$/, '');
  return `${problem ?? `"${title}" is not so here`}: ${todo[0]?.toLowerCase() ?? ''}${todo.slice(1)}`;
}
