import type { ProfileType } from '@meshprof/contracts';
import type { ExportedProfile } from './encode-profile';
import type { ProfileSource } from './profile-source';

/** What a stored value counts: `process_cpu:cpu:nanoseconds:…` counts `cpu` in `nanoseconds`, whatever the agent sent. */
export function storedSampleType(profileTypeId: string): ExportedProfile['sampleType'] {
  const [, type = '', unit = ''] = profileTypeId.split(':');
  return { type, unit };
}

/** What a file says of a profile of the store. */
export const storedExport = (
  type: ProfileType,
  subject: string,
  source: ProfileSource
): Omit<ExportedProfile, 'frame'> => ({
  subject,
  type: type.id,
  title: type.title,
  profileTypeId: type.storedAs,
  sampleType: storedSampleType(type.storedAs),
  grafanaUnit: type.grafanaUnit,
  ...source,
});
