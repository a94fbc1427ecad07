import { isHeaderName, isHeaderValue } from './header-rules.ts';

/**
 * What is wrong with a secret that HTTP or gRPC could not carry, without a part of it. Found here, since their clients say
 * it with the whole value in the message.
 */
export function secretProblem(value: unknown): string | undefined {
  if (typeof value === 'string') {
    return CONTROL.test(value) ? 'must be one line, without control characters' : undefined;
  }
  if (typeof value !== 'object' || value === null) return undefined;
  const headers = Object.entries(value);
  if (headers.some(([name]) => !isHeaderName(name))) {
    return 'has a header name with characters that none may have; write name=value, name=value (in a file: name: value)';
  }
  const isCarried = headers.every(([, text]) => typeof text !== 'string' || isHeaderValue(text));
  return isCarried ? undefined : 'has a header value with characters outside printable ASCII';
}

const CONTROL = /\p{Cc}/u;
