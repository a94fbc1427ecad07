import { allRequirements } from '../requirements/all-requirements.ts';

/** Why tests that profile must be skipped on this machine, or false if they need not. */
export function cannotProfile(): string | false {
  const unmet = allRequirements().filter(({ met, needed }) => needed && !met);
  return unmet.length === 0 ? false : `this machine cannot profile: ${unmet.map(({ id }) => id).join(', ')}`;
}
