import { act, renderHook } from '@testing-library/react';
import { useDebounced } from './use-debounced';

it('gives a value once it has stayed the same, and none of those in between', () => {
  jest.useFakeTimers();
  const { result, rerender } = renderHook(({ value }) => useDebounced(value, 350), { initialProps: { value: '1' } });
  for (const value of ['12', '120']) {
    rerender({ value });
    act(() => void jest.advanceTimersByTime(300));
    expect(result.current).toBe('1');
  }
  act(() => void jest.advanceTimersByTime(50));
  expect(result.current).toBe('120');
});
