import type { Setting } from './setting-table.ts';

export type ParsedSetting =
  { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly expected: string };

/** Text of an environment variable or flag as the key's type. Ranges and patterns are the schema's business. */
export function parseSetting({ kind }: Setting, text: string): ParsedSetting {
  switch (kind) {
    case 'string':
      return { ok: true, value: text };
    case 'integer':
      return /^-?\d+$/.test(text) ? { ok: true, value: Number(text) } : { ok: false, expected: 'a whole number' };
    case 'number':
      return /^-?\d+(\.\d+)?$/.test(text) ? { ok: true, value: Number(text) } : { ok: false, expected: 'a number' };
    case 'boolean':
      if (text !== 'true' && text !== 'false') return { ok: false, expected: 'true or false' };
      return { ok: true, value: text === 'true' };
    case 'list':
      return { ok: true, value: items(text) };
    case 'map':
      return parseMap(text);
    case 'json':
      return parseJson(text);
  }
}

/** `name=value,name=value`, as OTEL_EXPORTER_OTLP_HEADERS is written. */
function parseMap(text: string): ParsedSetting {
  const pairs = items(text);
  if (pairs.some((pair) => pair.indexOf('=') < 1)) {
    return { ok: false, expected: 'name=value pairs with commas between' };
  }
  const entries = pairs.map((pair) => {
    const at = pair.indexOf('=');
    return [pair.slice(0, at).trim(), pair.slice(at + 1).trim()] as const;
  });
  return { ok: true, value: Object.fromEntries(entries) };
}

function parseJson(text: string): ParsedSetting {
  try {
    return { ok: true, value: JSON.parse(text) };
  } catch {
    return { ok: false, expected: 'JSON' };
  }
}

function items(text: string): string[] {
  return text
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');
}
