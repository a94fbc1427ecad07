import type { SettingNoteId } from '@meshprof/contracts';
import { parseDocument } from 'yaml';

export type ParsedConfig =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly noteId: SettingNoteId; readonly detail?: string };

/** Envoy goes by the ending too: these are protobuf, binary and as text. */
const PROTOBUF_ENDING = /\.pb(_text|txt)?$/;
/** How often anchors may be used: a file that means more by less is a bomb, and each use is looked up among all. */
const MAX_ALIASES = 5_000;
const ALIAS = /(?<=[\s,:[{-])\*[^\s,\]}]/g;

const TOO_MANY_ALIASES = { ok: false, noteId: 'file-broken', detail: 'too many aliases' } as const;
const NESTED_TOO_DEEP = { ok: false, noteId: 'file-broken', detail: 'nested too deep' } as const;

/** A configuration as JSON or YAML. What is wrong is told by line: a parser's own message would quote the file. */
export function parseConfig(text: string, path: string): ParsedConfig {
  if (PROTOBUF_ENDING.test(path)) return { ok: false, noteId: 'file-format' };
  const parsed = parseJson(text) ?? parseYaml(text);
  if (!parsed.ok) return parsed;
  const { value } = parsed;
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  return isObject ? parsed : { ok: false, noteId: 'file-not-envoy' };
}

function parseJson(text: string): ParsedConfig | undefined {
  if (!text.trimStart().startsWith('{')) return undefined;
  try {
    return { ok: true, value: JSON.parse(text) };
  } catch {
    // YAML may begin like that too.
    return undefined;
  }
}

function parseYaml(text: string): ParsedConfig {
  if ((text.match(ALIAS)?.length ?? 0) > MAX_ALIASES) return TOO_MANY_ALIASES;
  try {
    // A file that repeats keys is not ours to judge, and comparing all pairs would take minutes.
    const document = parseDocument(text, { uniqueKeys: false, logLevel: 'silent' });
    const [error] = document.errors;
    if (error === undefined) return { ok: true, value: document.toJS({ maxAliasCount: MAX_ALIASES }) };
    const line = error.linePos?.[0].line;
    return { ok: false, noteId: 'file-broken', ...(line !== undefined && { detail: `line ${line}` }) };
  } catch (error) {
    return error instanceof ReferenceError ? TOO_MANY_ALIASES : NESTED_TOO_DEEP;
  }
}
