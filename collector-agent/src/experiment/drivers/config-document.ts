import type { YAMLMap } from 'yaml';
import { Alias, type Document, isMap, isSeq, type Node, parseDocument } from 'yaml';
import { parseConfig } from '../../proxy-settings/parse-config.ts';

export type ParsedDocument =
  { readonly ok: true; readonly value: ConfigDocument } | { readonly ok: false; readonly problem: string };

/**
 * A file of Envoy's resources, to be edited: what is not touched stays as it is written, since YAML's own types (`on`,
 * `010`, large numbers) are not read alike by everybody. Anchors are followed: what is shared changes in all places.
 */
export class ConfigDocument {
  readonly #document: Document;
  readonly #isYaml: boolean;

  private constructor(document: Document, isYaml: boolean) {
    this.#document = document;
    this.#isYaml = isYaml;
  }

  static parse(bytes: Buffer, path: string): ParsedDocument {
    const text = bytes.toString('utf8');
    // For its limits and its words on what is wrong.
    const checked = parseConfig(text, path);
    if (!checked.ok) {
      const detail = 'detail' in checked && checked.detail !== undefined ? ` (${checked.detail})` : '';
      return { ok: false, problem: `${path} cannot be read as YAML or JSON${detail}` };
    }
    const document = parseDocument(text, { uniqueKeys: false, logLevel: 'silent', intAsBigInt: true });
    return { ok: true, value: new ConfigDocument(document, /\.ya?ml$/.test(path)) };
  }

  /** Resources of this type, wrapped or not. */
  resources(typeName: string): YAMLMap[] {
    const root = this.resolve(this.#document.contents);
    const list = isMap(root) ? this.list(root, 'resources') : [];
    return list.map((each) => this.map(each, 'resource') ?? each).filter((each) => this.typeName(each) === typeName);
  }

  version(): string | undefined {
    const root = this.resolve(this.#document.contents);
    return isMap(root) ? this.text(root, 'version_info') : undefined;
  }

  setVersion(version: string): void {
    const root = this.resolve(this.#document.contents);
    if (isMap(root)) this.set(root, 'version_info', version);
  }

  field(map: YAMLMap, name: string): Node | undefined {
    return this.resolve(map.get(keyOf(map, name), true));
  }

  map(map: YAMLMap, name: string): YAMLMap | undefined {
    const node = this.field(map, name);
    return isMap(node) ? node : undefined;
  }

  /** Members that are maps. */
  list(map: YAMLMap, name: string): YAMLMap[] {
    const node = this.field(map, name);
    const items = isSeq(node) ? node.items : [];
    return items.flatMap((item) => {
      const member = this.resolve(item);
      return isMap(member) ? [member] : [];
    });
  }

  text(map: YAMLMap, name: string): string | undefined {
    const value = map.get(keyOf(map, name));
    return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
  }

  typeName(map: YAMLMap): string {
    return this.text(map, '@type')?.split(/[./]/).at(-1) ?? '';
  }

  set(map: YAMLMap, name: string, value: unknown): void {
    map.set(keyOf(map, name), this.#document.createNode(value, { aliasDuplicateObjects: false }));
  }

  /** Whether it was there. */
  remove(map: YAMLMap, name: string): boolean {
    return map.delete(keyOf(map, name));
  }

  /** Takes members out of a list, and says how many. */
  removeFromList(map: YAMLMap, name: string, isOut: (member: YAMLMap) => boolean): number {
    const node = this.field(map, name);
    if (!isSeq(node)) return 0;
    const before = node.items.length;
    node.items = node.items.filter((item) => {
      const member = this.resolve(item);
      return !(isMap(member) && isOut(member));
    });
    return before - node.items.length;
  }

  toJs(map: YAMLMap): unknown {
    return map.toJS(this.#document);
  }

  /** `note`: for people who open the file meanwhile; JSON has no place for it. */
  toBytes(note: string): Buffer {
    if (this.#isYaml) {
      const text = this.#document.toString({ lineWidth: 0 });
      return Buffer.from(`# ${note}\n${text}`);
    }
    const value: unknown = this.#document.toJS({ maxAliasCount: 5_000 });
    return Buffer.from(`${JSON.stringify(value, keepBigIntegers, 2)}\n`);
  }

  resolve(node: unknown): Node | undefined {
    return node instanceof Alias ? node.resolve(this.#document) : ((node ?? undefined) as Node | undefined);
  }
}

/** Files may name fields as the protocol does, or in camel case. */
function keyOf(map: YAMLMap, name: string): string {
  const camel = name.replaceAll(/_([a-z0-9])/g, (_match, letter: string) => letter.toUpperCase());
  return !map.has(name) && map.has(camel) ? camel : name;
}

/** `JSON.rawJSON` is in Node, and not yet in TypeScript's library. */
const { rawJSON } = JSON as unknown as { rawJSON: (text: string) => unknown };

function keepBigIntegers(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? rawJSON(String(value)) : value;
}
