const UNITS_MS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 };

export type ParsedDuration =
  { readonly ok: true; readonly ms: number } | { readonly ok: false; readonly message: string };

/** `10s`, `500ms`, `1.5m`, `2h`; whole milliseconds, at least one. A bare number is refused: nobody agrees on its unit. */
export function parseDuration(text: string): ParsedDuration {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m|h)$/.exec(text.trim());
  if (match === null) {
    return { ok: false, message: `"${text}" is not a duration; write a number with ms, s, m or h, such as 10s` };
  }
  const ms = Math.round(Number(match[1]) * (UNITS_MS[match[2] ?? ''] ?? NaN));
  if (!Number.isSafeInteger(ms) || ms < 1) return { ok: false, message: `"${text}" is not a usable duration` };
  return { ok: true, ms };
}
