import { gzipSync } from 'node:zlib';
import { lossOf, PROFILE_TYPES } from '@meshprof/contracts';
import { Profile, StringTable, ValueType } from 'pprof-format';
import { periodNs, profileTypesOf } from '../profile/dimensions.ts';
import type { ProcessProfile } from '../profile/process-profile.ts';
import { PprofTables } from './pprof-tables.ts';
import { pprofSamples } from './pprof-samples.ts';

/**
 * A gzipped pprof `Profile` of one session's processes: one sample type for each dimension of its events (`samples`
 * count, `off_cpu` nanoseconds, `switches` count, `page_faults` count), with thread, wait class and process as labels.
 * A tick's weight is the period.
 */
export function encodePprof(profiles: readonly ProcessProfile[]): Uint8Array {
  const strings = new StringTable();
  const dimensions = PROFILE_TYPES.filter((type) => profiles.some((profile) => profileTypesOf(profile).includes(type)));
  const valueType = ({ type, unit }: { type: string; unit: string }): ValueType =>
    new ValueType({ type: strings.dedup(type), unit: strings.dedup(unit) });
  const tables = new PprofTables(strings);
  const sample = profiles.flatMap((profile) => pprofSamples(profile, { dimensions, tables, strings }));
  const first = profiles[0];
  const profile = new Profile({
    stringTable: strings,
    sampleType: dimensions.map(({ sampleType }) => valueType(sampleType)),
    sample,
    mapping: tables.mappings,
    location: tables.locations,
    function: tables.functions,
    timeNanos: earliestStart(profiles),
    durationNanos: first?.durationNs ?? 0n,
    ...(first?.events.includes('on-cpu')
      ? { periodType: valueType({ type: 'cpu', unit: 'nanoseconds' }), period: periodNs(first.frequencyHz) }
      : {}),
    comment: lossComments(profiles).map((text) => strings.dedup(text)),
  });
  return gzipSync(profile.encode());
}

function earliestStart(profiles: readonly ProcessProfile[]): bigint {
  return profiles.reduce(
    (start, { startUnixNs }) => (startUnixNs < start ? startUnixNs : start),
    profiles[0]?.startUnixNs ?? 0n
  );
}

/** A file has no counters beside it, so what was lost is said in its comments. */
function lossComments(profiles: readonly ProcessProfile[]): string[] {
  return profiles.flatMap(({ identity, lost }) =>
    Object.entries(lost).map(([id, count]) => {
      const loss = lossOf(id);
      const what = loss === undefined ? '' : ` ${loss.unit}: ${loss.sentence}`;
      return `pid ${identity.pid}: ${id}: ${count}${what}`;
    })
  );
}
