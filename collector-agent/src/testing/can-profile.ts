import { hostRequirements } from '../requirements/host-requirements.ts';
import { kernelProbes } from '../requirements/kernel-probes.ts';

/** Why tests that profile must be skipped on this machine, or false if they need not. */
export function cannotProfile(): string | false {
  const unmet = [...hostRequirements(), ...kernelProbes()].filter(({ met, needed }) => needed && !met);
  return unmet.length === 0 ? false : `this machine cannot profile: ${unmet.map(({ id }) => id).join(', ')}`;
}
