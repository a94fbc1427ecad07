import { Function as PprofFunction, Line, Location, Mapping, type StringTable } from 'pprof-format';
import { ADDRESS_SPACE_LIMIT } from '../otlp/encode-dictionary.ts';
import type { Frame, Mapping as ProfileMapping, ProcessProfile } from '../profile/process-profile.ts';

/** The mappings, locations and functions of a pprof file. Ids start at 1; equal rows are one. */
export class PprofTables {
  readonly mappings: Mapping[] = [];
  readonly locations: Location[] = [];
  readonly functions: PprofFunction[] = [];
  readonly #strings: StringTable;
  readonly #ids = new Map<string, number>();

  constructor(strings: StringTable) {
    this.#strings = strings;
  }

  /** Location ids of a stack, leaf first. */
  locationIds(profile: ProcessProfile, stack: number): number[] {
    return Array.from(profile.stacks[stack]?.frames ?? [], (index) => {
      const frame = profile.frames[index];
      if (!frame) throw new RangeError(`profile has no frame ${index}`);
      return this.#locationId(frame, profile.mappings[frame.mapping]);
    });
  }

  #locationId(frame: Frame, mapping: ProfileMapping | undefined): number {
    const mappingId = mapping ? this.#mappingId(mapping) : 0;
    const functionId = this.#functionId(frame);
    return this.#idOf(`location ${mappingId} ${frame.address} ${functionId}`, this.locations, (id) => {
      return new Location({ id, mappingId, address: frame.address, line: [new Line({ functionId })] });
    });
  }

  #functionId({ name, file }: Frame): number {
    return this.#idOf(`function ${name}\n${file}`, this.functions, (id) => {
      const nameIndex = this.#strings.dedup(name);
      return new PprofFunction({ id, name: nameIndex, systemName: nameIndex, filename: this.#strings.dedup(file) });
    });
  }

  /** Addresses are those of the ELF file, hence the mapping of the whole address space (see OTLP's `encodeMapping`). */
  #mappingId({ path, buildId, htlhash = '' }: ProfileMapping): number {
    return this.#idOf(`mapping ${path}\n${buildId}\n${htlhash}`, this.mappings, (id) => {
      return new Mapping({
        id,
        memoryLimit: ADDRESS_SPACE_LIMIT,
        filename: this.#strings.dedup(path),
        buildId: this.#strings.dedup(buildId || htlhash),
        hasFunctions: true,
      });
    });
  }

  #idOf<T>(key: string, rows: T[], make: (id: number) => T): number {
    const known = this.#ids.get(key);
    if (known !== undefined) return known;
    const id = rows.length + 1;
    rows.push(make(id));
    this.#ids.set(key, id);
    return id;
  }
}
