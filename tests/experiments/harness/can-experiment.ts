import { accessSync, constants } from 'node:fs';
import { findMissingBinary } from '../../../standalone/src/demo/binaries.ts';
import { demoBinaries } from '../../../standalone/src/demo/demo-binaries.ts';

/** Why the demo's Envoy cannot be experimented with on this machine; false if it can. */
export function cannotExperiment(): string | false {
  const missing = findMissingBinary({ binaries: demoBinaries(), prometheus: false });
  if (missing !== undefined) return missing.message;
  try {
    accessSync('/run', constants.W_OK);
    return false;
  } catch {
    return 'leases of experiments need root';
  }
}
