import { type RefObject, useEffect, useRef } from 'react';
import type { UrlState } from '@shared/domain/use-url-state';
import { DEFAULT_VIEW, findSearch, readView, stepTowardsView, typeInto } from './graph-controls';

/** Typing is over. */
const SETTLED_MS = 300;
const MAX_CLICKS = 4;

/** Keeps the graph's search and panes in the page's state, and begins with those of the state. */
export function useGraphControls(boxRef: RefObject<HTMLElement>, state: UrlState): void {
  const stateRef = useRef(state);
  useEffect(() => {
    stateRef.current = state;
  });
  useEffect(() => {
    const box = boxRef.current;
    if (!box) {
      return undefined;
    }
    restore(box, stateRef.current);
    let timer: ReturnType<typeof setTimeout> | undefined;
    const keep = () => {
      clearTimeout(timer);
      timer = setTimeout(() => keepState(box, stateRef.current), SETTLED_MS);
    };
    // The input's attribute follows its value, whoever set it: a person, the clear button, a click in the table.
    const observer = new MutationObserver(keep);
    observer.observe(box, { attributes: true, attributeFilter: ['value'], subtree: true });
    box.addEventListener('change', keep);
    return () => {
      clearTimeout(timer);
      observer.disconnect();
      box.removeEventListener('change', keep);
    };
  }, [boxRef]);
}

function restore(box: HTMLElement, { get }: UrlState): void {
  const search = get('search');
  const input = findSearch(box);
  if (search && input) {
    typeInto(input, search);
  }
  const view = get('view');
  const step = (clicksLeft: number) => {
    if (view && clicksLeft > 0 && stepTowardsView(box, view)) {
      requestAnimationFrame(() => step(clicksLeft - 1));
    }
  };
  // The package measures its width before it offers two panes.
  requestAnimationFrame(() => requestAnimationFrame(() => step(MAX_CLICKS)));
}

function keepState(box: HTMLElement, { get, set }: UrlState): void {
  const search = findSearch(box)?.value || undefined;
  const read = readView(box);
  const view = read === DEFAULT_VIEW ? undefined : (read ?? get('view'));
  if (search !== get('search') || view !== get('view')) {
    set({ search, view });
  }
}
