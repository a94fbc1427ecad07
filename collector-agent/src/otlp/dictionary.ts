import type { Frame, Mapping, ProcessProfile } from '../profile/process-profile.ts';
import { InternTable } from './intern-table.ts';

export interface AttributeRow {
  readonly keyIndex: number;
  readonly value: string;
}
export interface MappingRow {
  readonly filenameIndex: number;
  readonly attributeIndices: readonly number[];
}
export interface FunctionRow {
  readonly nameIndex: number;
  readonly filenameIndex: number;
}
export interface LocationRow {
  readonly mappingIndex: number;
  readonly address: bigint;
  readonly functionIndex: number;
  readonly attributeIndices: readonly number[];
}

/** The tables that all profiles of a request share (`ProfilesDictionary`). */
export class Dictionary {
  readonly strings = new InternTable('');
  readonly attributes = new InternTable<AttributeRow | undefined>(undefined);
  readonly mappings = new InternTable<MappingRow | undefined>(undefined);
  readonly functions = new InternTable<FunctionRow | undefined>(undefined);
  readonly locations = new InternTable<LocationRow | undefined>(undefined);
  readonly stacks = new InternTable<readonly number[]>([]);
  /** Indices of a profile's own rows that were asked for before: its dimensions share most stacks. */
  readonly #known = new WeakMap<ProcessProfile, { stacks: number[]; frames: number[] }>();

  stringIndex(text: string): number {
    return text === '' ? 0 : this.strings.indexOf(text, () => text);
  }

  /** Keys can only be indices here; values stay inline, since Pyroscope up to 2.2 does not follow references. */
  attributeIndex(key: string, value: string): number {
    return this.attributes.indexOf(`${key}=${value}`, () => ({ keyIndex: this.stringIndex(key), value }));
  }

  /** A stack of this profile's tables; one without frames is 0, "not set". */
  stackIndex(profile: ProcessProfile, stack: number): number {
    const known = this.#known.get(profile) ?? { stacks: [], frames: [] };
    this.#known.set(profile, known);
    return (known.stacks[stack] ??= this.#newStackIndex(profile, stack, known.frames));
  }

  #newStackIndex(profile: ProcessProfile, stack: number, known: number[]): number {
    const frames = [...(profile.stacks[stack]?.frames ?? [])];
    if (frames.length === 0) return 0;
    const locations = frames.map((frame) => (known[frame] ??= this.#locationIndex(profile, frame)));
    return this.stacks.indexOf(locations.join(), () => locations);
  }

  #locationIndex(profile: ProcessProfile, index: number): number {
    const frame = profile.frames[index];
    if (!frame) throw new RangeError(`profile has no frame ${index}`);
    const mapping = profile.mappings[frame.mapping];
    const mappingIndex = mapping ? this.#mappingIndex(mapping) : 0;
    const functionIndex = this.#functionIndex(frame);
    const key = `${mappingIndex},${frame.address},${functionIndex},${frame.kind},${frame.source}`;
    return this.locations.indexOf(key, () => ({
      mappingIndex,
      address: frame.address,
      functionIndex,
      attributeIndices: this.#frameAttributes(frame),
    }));
  }

  #functionIndex({ name, file }: Frame): number {
    return this.functions.indexOf(`${name}\n${file}`, () => ({
      nameIndex: this.stringIndex(name),
      filenameIndex: this.stringIndex(file),
    }));
  }

  /** Rows are told apart by file, not by address: see `encodeMapping`. */
  #mappingIndex({ path, buildId, htlhash = '' }: Mapping): number {
    return this.mappings.indexOf(`${path}\n${buildId}\n${htlhash}`, () => ({
      filenameIndex: this.stringIndex(path),
      attributeIndices: [
        ...(buildId === '' ? [] : [this.attributeIndex('process.executable.build_id.gnu', buildId)]),
        ...(htlhash === '' ? [] : [this.attributeIndex('process.executable.build_id.htlhash', htlhash)]),
      ],
    }));
  }

  /** The frame's type by semantic convention, and what proved its name. Markers are no code and have neither. */
  #frameAttributes(frame: Frame): number[] {
    if (frame.kind === 'marker') return [];
    return [
      this.attributeIndex('profile.frame.type', frame.kind),
      this.attributeIndex('meshprof.name_source', frame.source),
    ];
  }
}
