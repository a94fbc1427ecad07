import type { Profile, ValueType } from '../generated/opentelemetry/proto/profiles/v1development/profiles_pb.js';
import { type Checked, invalid, valid } from '../checked.ts';
import type { StringLookup } from './attribute-values.ts';

/** How a sample's numbers become one stored value. */
export type ValueRule = 'times-period' | 'sum' | 'single';

export interface StoredProfileType {
  readonly name: string;
  readonly sampleType: string;
  readonly sampleUnit: string;
  readonly periodType: string;
  readonly periodUnit: string;
  readonly rule: ValueRule;
}

export function profileTypeId(type: StoredProfileType): string {
  return [type.name, type.sampleType, type.sampleUnit, type.periodType, type.periodUnit].join(':');
}

const NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;

/**
 * Names a profile as Pyroscope does: CPU samples with a period become CPU time, off-CPU time stands alone, anything
 * else is called after its period type and needs one.
 */
export function readProfileType(profile: Profile, strings: StringLookup): Checked<StoredProfileType> {
  if (profile.sampleType === undefined) return invalid('sample_type is missing');
  if (profile.period < 0n) return invalid('period is negative');
  const sample = readValueType(profile.sampleType, strings);
  if (!sample.ok) return invalid(`sample_type: ${sample.reason}`);
  const period =
    profile.periodType === undefined || profile.period === 0n
      ? valid({ type: '', unit: '' })
      : readValueType(profile.periodType, strings);
  if (!period.ok) return invalid(`period_type: ${period.reason}`);
  const { type, unit } = sample.value;
  const periodType = period.value.type;
  const periodUnit = period.value.unit;
  if (`${type}:${unit}:${periodType}:${periodUnit}` === 'samples:count:cpu:nanoseconds') {
    const time = { sampleType: 'cpu', sampleUnit: 'nanoseconds', periodType, periodUnit };
    return valid({ name: 'process_cpu', ...time, rule: 'times-period' });
  }
  const stored = { sampleType: type, sampleUnit: unit, periodType, periodUnit };
  if (type === 'off_cpu' && unit === 'nanoseconds' && periodType === '' && periodUnit === '') {
    return valid({ name: 'off_cpu', ...stored, rule: 'sum' });
  }
  if (periodType === '') return invalid(`a profile of ${type}/${unit} needs a period and a period type`);
  if (!NAME.test(periodType)) return invalid(`period type "${periodType.slice(0, 100)}" is no valid profile name`);
  return valid({ name: periodType, ...stored, rule: 'single' });
}

function readValueType(type: ValueType, strings: StringLookup): Checked<{ type: string; unit: string }> {
  const name = strings(type.typeStrindex);
  if (!name.ok) return name;
  const unit = strings(type.unitStrindex);
  if (!unit.ok) return unit;
  // The colon separates the parts of a profile type's name.
  if (name.value.includes(':') || unit.value.includes(':')) return invalid('type and unit must not contain ":"');
  if (name.value.length > 256 || unit.value.length > 256) return invalid('type or unit is too long');
  return valid({ type: name.value, unit: unit.value });
}
