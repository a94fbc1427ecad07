import { type PointerEvent, type SyntheticEvent, useRef, useState } from 'react';

/** A shorter pull is a click with an unsteady hand. */
const MIN_PULL = 0.01;

interface Selection {
  from: number;
  to: number;
}

/** Pulling over the strip chooses a stretch of it; places are from 0 to 1. */
export function useTimelineSelection(onSelect: (from: number, to: number) => void) {
  const [pull, setPull] = useState<{ start: number; now: number }>();
  const hasSelected = useRef(false);
  const end = () => {
    const chosen = pull && ordered(pull);
    setPull(undefined);
    if (chosen && chosen.to - chosen.from >= MIN_PULL) {
      hasSelected.current = true;
      onSelect(chosen.from, chosen.to);
    }
  };
  return {
    selection: pull && ordered(pull),
    handlers: {
      onPointerDown: (event: PointerEvent) => {
        hasSelected.current = false;
        setPull({ start: placeOfPointer(event), now: placeOfPointer(event) });
      },
      onPointerMove: (event: PointerEvent) => pull && setPull({ ...pull, now: placeOfPointer(event) }),
      onPointerUp: end,
      onPointerLeave: end,
      /** Letting go at the end of a pull is also a click, on whatever is there. */
      onClickCapture: (event: SyntheticEvent) => hasSelected.current && event.stopPropagation(),
    },
  };
}

/** Where the pointer is over the element that listens, from 0 to 1. */
export function placeOfPointer(event: PointerEvent): number {
  const { left, width } = event.currentTarget.getBoundingClientRect();
  return width === 0 ? 0 : Math.min(1, Math.max(0, (event.clientX - left) / width));
}

const ordered = ({ start, now }: { start: number; now: number }): Selection => ({
  from: Math.min(start, now),
  to: Math.max(start, now),
});
