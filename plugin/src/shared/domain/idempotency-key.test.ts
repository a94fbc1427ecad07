import { renderHook } from '@testing-library/react';
import { useIdempotencyKey } from './idempotency-key';

it('stays for the same content, changes with it, and is forgotten once something was made', () => {
  const { result } = renderHook(() => useIdempotencyKey());
  const { keyFor, start } = result.current;
  const first = keyFor({ a: 1 });
  expect(first).toMatch(/^[0-9a-f]{32}$/);
  expect(keyFor({ a: 1 })).toBe(first);
  const second = keyFor({ a: 2 });
  expect(second).not.toBe(first);
  start();
  expect(keyFor({ a: 2 })).not.toBe(second);
});
