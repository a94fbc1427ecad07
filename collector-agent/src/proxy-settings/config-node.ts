/** Named as a file would be, where a configuration stands on the command line itself. */
export const COMMAND_LINE_CONFIG = '--config-yaml';

/**
 * A value of a configuration, with its place. Whatever is not as expected is as good as absent: the proxy would not have
 * started with it, and a hostile file gains nothing by it.
 */
export class ConfigNode {
  readonly value: unknown;
  readonly file: string;
  /** Such as `resources[0].filter_chains[0]`; empty for the whole file. */
  readonly path: string;

  constructor(value: unknown, file: string, path = '') {
    this.value = value;
    this.file = file;
    this.path = path;
  }

  /** By its name in the protocol; files may also write `lowerCamelCase`. */
  field(name: string): ConfigNode | undefined {
    const key = [name, lowerCamel(name)].find((each) => this.#value(each) !== undefined);
    return key === undefined ? undefined : this.#child(this.#value(key), key);
  }

  /** Itself without names. */
  at(...names: readonly string[]): ConfigNode | undefined {
    return names.reduce<ConfigNode | undefined>((node, name) => node?.field(name), this);
  }

  items(...names: readonly string[]): ConfigNode[] {
    const list = this.at(...names);
    if (list === undefined || !Array.isArray(list.value)) return [];
    return list.value.map((value: unknown, index) => new ConfigNode(value, list.file, `${list.path}[${index}]`));
  }

  keys(...names: readonly string[]): string[] {
    const value = this.at(...names)?.value;
    return isRecord(value) ? Object.keys(value) : [];
  }

  /** Of a number or boolean too. */
  text(...names: readonly string[]): string | undefined {
    const value = this.at(...names)?.value;
    return ['string', 'number', 'boolean'].includes(typeof value) ? String(value) : undefined;
  }

  /** Also one that is wrapped in a message: `{ value: 100 }`. */
  number(...names: readonly string[]): number | undefined {
    const text = this.text(...names) ?? this.text(...names, 'value');
    const value = text === undefined || text.trim() === '' ? Number.NaN : Number(text);
    return Number.isFinite(value) ? value : undefined;
  }

  isTrue(...names: readonly string[]): boolean {
    return (this.text(...names) ?? this.text(...names, 'value')) === 'true';
  }

  /** `FileAccessLog` of a `typed_config`'s `type.googleapis.com/….FileAccessLog`. */
  get typeName(): string {
    return this.text('@type')?.split(/[./]/).at(-1) ?? '';
  }

  get isRecord(): boolean {
    return isRecord(this.value);
  }

  /** `null` is absent too. */
  #value(key: string): unknown {
    return isRecord(this.value) && Object.hasOwn(this.value, key) ? (this.value[key] ?? undefined) : undefined;
  }

  #child(value: unknown, key: string): ConfigNode {
    const step = /^[\w@-]+$/.test(key) ? key : `["${key}"]`;
    const dot = this.path === '' || step.startsWith('[') ? '' : '.';
    return new ConfigNode(value, this.file, `${this.path}${dot}${step}`);
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function lowerCamel(name: string): string {
  return name.replaceAll(/_([a-z0-9])/g, (_match, letter: string) => letter.toUpperCase());
}
