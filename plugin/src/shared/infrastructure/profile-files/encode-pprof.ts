import type { DataFrame } from '@grafana/data';
import { Function as PprofFunction, Line, Location, Profile, Sample, StringTable, ValueType } from 'pprof-format';
import { visitStacks } from './profile-stacks';

export interface PprofMeta {
  /** As in `cpu`/`nanoseconds`. */
  sampleType: { type: string; unit: string };
  fromUnixMs: number;
  toUnixMs: number;
  /** What it is of, for the file's comments. */
  comment: string;
}

/** Nanoseconds since 1970 are beyond what a number holds. */
const toNs = (ms: number): bigint => BigInt(Math.round(ms)) * BigInt(1_000_000);

/** An uncompressed pprof `Profile` of what the frame shows. A frame has names and no addresses, so a function is a location. */
export function encodePprof(frame: DataFrame, { sampleType, fromUnixMs, toUnixMs, comment }: PprofMeta): Uint8Array {
  const strings = new StringTable();
  const location: Location[] = [];
  const functions: PprofFunction[] = [];
  const idOfName = new Map<string, number>();
  const locationIdOf = (text: string): number => {
    const known = idOfName.get(text);
    if (known !== undefined) {
      return known;
    }
    const id = location.length + 1;
    const name = strings.dedup(text);
    functions.push(new PprofFunction({ id, name, systemName: name }));
    location.push(new Location({ id, line: [new Line({ functionId: id })] }));
    idOfName.set(text, id);
    return id;
  };
  const sample: Sample[] = [];
  visitStacks(frame, (names, self) => {
    // Leaf first.
    sample.push(new Sample({ locationId: names.map(locationIdOf).reverse(), value: [self] }));
  });
  return new Profile({
    stringTable: strings,
    sampleType: [new ValueType({ type: strings.dedup(sampleType.type), unit: strings.dedup(sampleType.unit) })],
    sample,
    location,
    function: functions,
    timeNanos: toNs(fromUnixMs),
    durationNanos: toNs(toUnixMs - fromUnixMs),
    comment: [strings.dedup(comment)],
  }).encode();
}
