import type { Sample } from '../generated/opentelemetry/proto/profiles/v1development/profiles_pb.js';
import { type Checked, invalid, valid } from '../checked.ts';
import type { ValueRule } from './profile-type.ts';

const MAX_INT64 = 2n ** 63n - 1n;

/** The one number that is stored for a sample. May be zero or negative, which the caller drops. */
export function sampleValue(sample: Sample, rule: ValueRule, period: bigint): Checked<number> {
  const { values, timestampsUnixNano } = sample;
  if (values.length === 0) {
    // Only timestamps: each stands for one event.
    if (timestampsUnixNano.length === 0) return invalid('a sample has neither values nor timestamps');
    const count = BigInt(timestampsUnixNano.length);
    return inRange(rule === 'times-period' ? count * period : count);
  }
  if (rule === 'sum') return inRange(values.reduce((sum, value) => sum + value, 0n));
  if (values.length !== 1) return invalid(`a sample has ${values.length} values where one is expected`);
  return inRange(rule === 'times-period' ? values[0]! * period : values[0]!);
}

/** Doubles keep 53 bits: exact up to 104 days in nanoseconds, and off by less than a millionth of it beyond. */
function inRange(value: bigint): Checked<number> {
  return value > MAX_INT64 ? invalid('a sample value does not fit 64 bits') : valid(Number(value));
}
