import { probe } from '@meshprof/native';
import { hostRequirements } from './host-requirements.ts';
import { kernelProbes } from './kernel-probes.ts';
import { readOwnRights } from './own-rights.ts';
import type { Requirement } from './requirement.ts';
import { rightsRequirements } from './rights-requirements.ts';

/** Everything that profiling needs: rights, the machine, the kernel. Asks the kernel to load programs. */
export function allRequirements(): Requirement[] {
  const probes = probe();
  return [...rightsRequirements(readOwnRights(), probes), ...hostRequirements(), ...kernelProbes(probes)];
}
