import type { ProfileTypeId } from '@meshprof/contracts';
import { Label, Sample, type StringTable } from 'pprof-format';
import { cleanText, LABEL_VALUE_MAX_BYTES } from '../profile/clean-text.ts';
import { type DimensionSample, samplesIn } from '../profile/dimensions.ts';
import type { ProcessProfile } from '../profile/process-profile.ts';
import type { PprofTables } from './pprof-tables.ts';

export interface PprofContext {
  readonly dimensions: readonly { readonly id: ProfileTypeId }[];
  readonly tables: PprofTables;
  readonly strings: StringTable;
}

/** One pprof sample for each (stack, labels), with a value in each dimension of the file. */
export function pprofSamples(profile: ProcessProfile, { dimensions, tables, strings }: PprofContext): Sample[] {
  const samples = new Map<string, Sample>();
  for (const [column, { id }] of dimensions.entries()) {
    for (const sample of samplesIn(profile, id)) {
      const locationId = tables.locationIds(profile, sample.stack);
      const key = `${locationId.join()};${sample.waitClass ?? ''};${sample.faultKind ?? ''};${sample.thread}`;
      const row =
        samples.get(key) ??
        new Sample({ locationId, value: dimensions.map(() => 0n), label: labelsOf(profile, sample, strings) });
      row.value[column] = BigInt(row.value[column] ?? 0n) + sample.value;
      samples.set(key, row);
    }
  }
  return [...samples.values()];
}

function labelsOf(
  profile: ProcessProfile,
  { thread, waitClass, faultKind, costCategory }: DimensionSample,
  strings: StringTable
): Label[] {
  const label = (key: string, text: string): Label[] =>
    text === '' ? [] : [new Label({ key: strings.dedup(key), str: strings.dedup(text) })];
  return [
    ...label('cost_category', costCategory),
    ...label('thread', thread),
    ...label('wait_class', waitClass ?? ''),
    ...label('fault_kind', faultKind ?? ''),
    ...label('process', cleanText(profile.identity.process, LABEL_VALUE_MAX_BYTES)),
    new Label({ key: strings.dedup('process_pid'), num: profile.identity.pid }),
  ];
}
