import { useMemo } from 'react';
import type { PanelView } from '../../../qps-profile-panel/domain/panel-options';
import type { UnixRange } from '../../../qps-profile-panel/domain/unix-range';
import { useUrlState } from '@shared/domain/use-url-state';

/** Everything about the page that a link carries, beside the time range. */
export interface ThroughputState {
  /** As given; undefined takes what fits. */
  selector: string | undefined;
  expression: string | undefined;
  view: PanelView;
  category: string;
  selection: UnixRange | undefined;
  /** Id of the experiment whose slots are drawn. */
  experiment: string | undefined;
}

const VIEWS: PanelView[] = ['time', 'relation'];

export function useThroughputState() {
  const { get, set } = useUrlState();
  const [selectedFrom, selectedTo] = [get('selectedFrom'), get('selectedTo')];
  const selection = useMemo(() => rangeOf(selectedFrom, selectedTo), [selectedFrom, selectedTo]);
  const data: ThroughputState = {
    selector: get('selector'),
    expression: get('expr'),
    view: VIEWS.find((view) => view === get('view')) ?? 'time',
    category: get('category') ?? '',
    selection,
    experiment: get('experiment'),
  };
  return {
    data,
    actions: {
      chooseSelector: (selector: string) => set({ selector }),
      chooseExpression: (expression: string) => set({ expr: expression }),
      chooseView: (view: PanelView) => set({ view: view === 'time' ? undefined : view }),
      chooseCategory: (category: string) => set({ category }),
      select: (range: UnixRange | undefined) =>
        set(
          { selectedFrom: range && String(range.fromUnixMs), selectedTo: range && String(range.toUnixMs) },
          { push: range !== undefined }
        ),
      /** One change of the address: a second in the same moment would begin from what it was before the first. */
      zoom: ({ fromUnixMs, toUnixMs }: UnixRange) =>
        set(
          { from: String(fromUnixMs), to: String(toUnixMs), selectedFrom: undefined, selectedTo: undefined },
          { push: true }
        ),
    },
  };
}

const UNIX_MS = /^\d{1,15}$/;

/** A range that nobody can read, or an empty one, counts as none. */
function rangeOf(from: string | undefined, to: string | undefined): UnixRange | undefined {
  if (!from || !to || !UNIX_MS.test(from) || !UNIX_MS.test(to) || Number(from) >= Number(to)) {
    return undefined;
  }
  return { fromUnixMs: Number(from), toUnixMs: Number(to) };
}
