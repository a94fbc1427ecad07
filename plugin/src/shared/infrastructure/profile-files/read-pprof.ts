import { PROFILE_TYPES } from '@meshprof/contracts';
import { ALL_LABELS } from '@shared/domain/profile-view/split-dimensions';
import { decodePprof, type PprofFile, type PprofId, type PprofSample } from './decode-pprof';
import { PartBudget } from './part-budget';
import { FILE_LIMITS, ProfileFileError } from './profile-file-error';
import { checkedProfile, type SampledType, type SavedProfile, type SavedSample, savedTypeOf } from './saved-profile';

const LABELS = new Set<string>(ALL_LABELS);
const GRAFANA_UNITS: Readonly<Record<string, string>> = { nanoseconds: 'ns', bytes: 'bytes' };

/** What `meshprof record` and every pprof writer makes: an uncompressed profile.proto. */
export function readPprof(bytes: Uint8Array, fileName: string): SavedProfile {
  const file = decodePprof(bytes);
  const names = new FrameNames(file);
  const labelsOf = labelReader(file);
  const samples = file.samples.map((sample): SavedSample => ({
    stack: names.stackOf(sample),
    labels: labelsOf(sample),
    values: sample.values,
  }));
  const fromUnixMs = file.timeNs / 1e6;
  return checkedProfile({
    fileName,
    subject: fileName,
    fromUnixMs,
    toUnixMs: fromUnixMs + file.durationNs / 1e6,
    profiles: sampledTypes(file).map((type) => savedTypeOf(type, names.names, samples)),
  });
}

const textIn = ({ strings }: PprofFile, index: number): string =>
  (strings[index] ?? '').slice(0, FILE_LIMITS.nameLength);

/** Functions of locations by number. Of code without a name its module and address, as Meshprof writes it. */
class FrameNames {
  readonly names: string[] = [];
  readonly #file: PprofFile;
  readonly #numbers = new Map<string, number>();
  readonly #framesOfLocation = new Map<PprofId, number[]>();
  readonly #budget = new PartBudget();

  constructor(file: PprofFile) {
    this.#file = file;
  }

  stackOf({ locations }: PprofSample): number[] {
    const stack: number[] = [];
    for (let at = locations.length - 1; at >= 0; at--) {
      stack.push(...this.#framesOf(locations[at] ?? 0));
      if (stack.length > FILE_LIMITS.depth) {
        throw new ProfileFileError('too-deep');
      }
    }
    this.#budget.take(stack.length);
    return stack;
  }

  /** Outermost first. */
  #framesOf(id: PprofId): number[] {
    let frames = this.#framesOfLocation.get(id);
    if (!frames) {
      const functions = this.#file.locations.get(id)?.functions ?? [];
      if (functions.length > FILE_LIMITS.depth) {
        throw new ProfileFileError('too-deep');
      }
      const names = functions.map((functionId) => this.#nameOf(functionId)).reverse();
      frames = (names.length > 0 ? names : ['']).map((name) => this.#number(name || this.#addressOf(id)));
      this.#framesOfLocation.set(id, frames);
    }
    return frames;
  }

  #nameOf(functionId: PprofId): string {
    const row = this.#file.functions.get(functionId);
    return row ? textIn(this.#file, row.name) || textIn(this.#file, row.systemName) : '';
  }

  #addressOf(id: PprofId): string {
    const location = this.#file.locations.get(id);
    const mapping = this.#file.mappings.get(location?.mapping ?? 0);
    const path = mapping ? textIn(this.#file, mapping.filename) : '';
    return `${path.slice(path.lastIndexOf('/') + 1) || 'unknown'}+0x${(location?.address ?? id).toString(16)}`;
  }

  #number(name: string): number {
    let number = this.#numbers.get(name);
    if (number === undefined) {
      number = this.names.push(name) - 1;
      this.#numbers.set(name, number);
    }
    return number;
  }
}

/** Labels that profiles can be split by, one object for equal ones. */
function labelReader(file: PprofFile): (sample: PprofSample) => Readonly<Record<string, string>> {
  const known = new Map<string, Readonly<Record<string, string>>>();
  return ({ labels }) => {
    const pairs = labels
      .map(({ key, str, num }) => [textIn(file, key), str === 0 ? String(num) : textIn(file, str)] as const)
      .filter(([key]) => LABELS.has(key));
    const id = JSON.stringify(pairs);
    const found = known.get(id) ?? Object.fromEntries(pairs);
    known.set(id, found);
    return found;
  };
}

interface TypeText {
  type: string;
  unit: string;
}

const isCpuTime = ({ type, unit }: TypeText) => type === 'cpu' && unit === 'nanoseconds';

/** Meshprof's own types, as an agent writes them and as this app does. */
function knownType(text: TypeText, isTicks: boolean) {
  if (isTicks || isCpuTime(text)) {
    return PROFILE_TYPES.find(({ id }) => id === 'on-cpu');
  }
  return PROFILE_TYPES.find(
    ({ id, sampleType: { type, unit } }) => id !== 'on-cpu' && type === text.type && unit === text.unit
  );
}

function sampledTypes(file: PprofFile): SampledType[] {
  const types = file.sampleTypes
    .slice(0, FILE_LIMITS.sampleTypes)
    .map(({ type, unit }): TypeText => ({ type: textIn(file, type), unit: textIn(file, unit) }));
  const isClock = file.period > 0 && file.periodType && textIn(file, file.periodType.unit) === 'nanoseconds';
  return types.map((text, column) => {
    const { type, unit } = text;
    // Ticks of a clock are worth their period, unless the file has their time as well.
    const isTicks = type === 'samples' && unit === 'count' && Boolean(isClock) && !types.some(isCpuTime);
    const known = knownType(text, isTicks);
    return {
      id: `${column}-${type}`,
      title: known?.title ?? `${type} (${unit})`,
      grafanaUnit: known?.grafanaUnit ?? GRAFANA_UNITS[unit] ?? 'short',
      ...(known && { typeId: known.id }),
      sampleType: isTicks ? { type: 'cpu', unit: 'nanoseconds' } : text,
      column,
      scale: isTicks ? file.period : 1,
    };
  });
}
