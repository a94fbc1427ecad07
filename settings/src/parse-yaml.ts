import { LineCounter, parseDocument, visit } from 'yaml';

export type ParsedYaml =
  { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly problem: string };

const MAX_ALIASES = 100;
const NO_YAML = 'is no YAML; quote values that begin with one of ! & * | > % @';
/** By the parser's codes, which hold nothing of the text. */
const PROBLEMS: Partial<Record<string, string>> = {
  BAD_INDENT: 'is not indented as the lines around it',
  DUPLICATE_KEY: 'repeats a key',
  MULTIPLE_DOCS: 'begins a second document',
  TAB_AS_INDENT: 'is indented by a tab',
};

/**
 * A configuration as YAML. Secrets stand in such files, and a parser's own messages quote them: `token: *abc` is "unresolved
 * alias abc". So what is wrong is told by its place alone, and what is only a warning to YAML is an error here.
 */
export function parseYaml(text: string): ParsedYaml {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, logLevel: 'error', prettyErrors: false });
  const problemAt = (offset: number, problem = NO_YAML): ParsedYaml => {
    const { line, col } = lines.linePos(offset);
    return { ok: false, problem: `line ${line}, column ${col} ${problem}` };
  };
  const [error] = [...document.errors, ...document.warnings];
  if (error !== undefined) return problemAt(error.pos[0], PROBLEMS[error.code]);
  let lost: number | undefined;
  visit(document, {
    Alias: (_key, alias) => {
      if (alias.resolve(document) === undefined) lost ??= alias.range?.[0] ?? 0;
    },
  });
  if (lost !== undefined) return problemAt(lost);
  try {
    return { ok: true, value: document.toJS({ maxAliasCount: MAX_ALIASES }) as unknown };
  } catch {
    return { ok: false, problem: 'it uses too many aliases, or is nested too deep' };
  }
}
