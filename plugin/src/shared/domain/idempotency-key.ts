import { useCallback, useRef } from 'react';

/** `crypto.randomUUID` is missing where Grafana is served without TLS; this is not. */
function newKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/**
 * A key for what is about to be created: the same for the same content, so that a second click or another try after a
 * lost answer finds what the first one made, and a new one for other content. `start` forgets it, once it was made.
 */
export function useIdempotencyKey() {
  const last = useRef<{ content: string; key: string }>();
  const keyFor = useCallback((content: unknown): string => {
    const text = JSON.stringify(content);
    if (last.current?.content !== text) {
      last.current = { content: text, key: newKey() };
    }
    return last.current.key;
  }, []);
  const start = useCallback(() => {
    last.current = undefined;
  }, []);
  return { keyFor, start };
}
