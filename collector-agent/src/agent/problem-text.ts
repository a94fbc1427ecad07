/** What a controller said of a request that it did not take. It is a foreign program: nothing of it is trusted. */
export interface ProblemText {
  /** `title: detail` of an RFC 9457 problem document; absent if the answer is none. */
  readonly detail?: string;
  readonly code?: string;
  /** `path message` of each wrong field that the detail does not tell already. */
  readonly fields: readonly string[];
}

export function problemOf(text: string): ProblemText {
  let problem: unknown;
  try {
    problem = JSON.parse(text);
  } catch {
    return { fields: [] };
  }
  const { title, detail, code, errors } = (problem ?? {}) as Record<'title' | 'detail' | 'code' | 'errors', unknown>;
  const parts = [title, detail].filter((part) => typeof part === 'string');
  return {
    ...(parts.length > 0 && { detail: parts.join(': ') }),
    ...(typeof code === 'string' && { code }),
    fields: Array.isArray(errors) ? errors.flatMap((error) => fieldOf(error, detail)) : [],
  };
}

function fieldOf(error: unknown, detail: unknown): string[] {
  const { path, message } = (error ?? {}) as Record<'path' | 'message', unknown>;
  if (typeof path !== 'string' || typeof message !== 'string' || message === detail) return [];
  return [`${path} ${message}`];
}

/** One line, of bounded length: for logs, status reports and terminals. */
export function oneLine(text: string, maxLength: number): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ').slice(0, maxLength);
}
