import { encodeFolded } from '../folded/encode-folded.ts';
import { encodeProfilesRequest } from '../otlp/encode-profiles-request.ts';
import { encodePprof } from '../pprof/encode-pprof.ts';
import type { ProcessProfile } from '../profile/process-profile.ts';
import type { RecordPlan } from './record-plan.ts';

/** All profiles of a recording as one file of the chosen format. */
export function encodeOutput(
  { format, foldedDimension }: Pick<RecordPlan, 'format' | 'foldedDimension'>,
  profiles: readonly ProcessProfile[]
): Uint8Array {
  switch (format) {
    case 'otlp':
      return encodeProfilesRequest(profiles);
    case 'pprof':
      return encodePprof(profiles);
    case 'folded':
      return Buffer.from(encodeFolded(profiles, foldedDimension));
  }
}
