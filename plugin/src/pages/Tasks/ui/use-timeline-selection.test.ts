import type { PointerEvent, SyntheticEvent } from 'react';
import { act, renderHook } from '@testing-library/react';
import { useTimelineSelection } from './use-timeline-selection';

const at = (place: number) =>
  ({
    clientX: 100 * place,
    currentTarget: { getBoundingClientRect: () => ({ left: 0, width: 100 }) },
  }) as unknown as PointerEvent;

function pulled(from: number, to: number) {
  const onSelect = jest.fn();
  const { result } = renderHook(() => useTimelineSelection(onSelect));
  act(() => result.current.handlers.onPointerDown(at(from)));
  act(() => void result.current.handlers.onPointerMove(at(to)));
  act(() => result.current.handlers.onPointerUp());
  const click = { stopPropagation: jest.fn() };
  result.current.handlers.onClickCapture(click as unknown as SyntheticEvent);
  return { onSelect, opensBar: click.stopPropagation.mock.calls.length === 0 };
}

it('chooses a stretch in either direction, and does not open the task where it ends', () => {
  const { onSelect, opensBar } = pulled(0.7, 0.2);
  expect(onSelect).toHaveBeenCalledWith(0.2, 0.7);
  expect(opensBar).toBe(false);
});

it('takes a pull too short to be one for a click', () => {
  const { onSelect, opensBar } = pulled(0.5, 0.505);
  expect(onSelect).not.toHaveBeenCalled();
  expect(opensBar).toBe(true);
});
