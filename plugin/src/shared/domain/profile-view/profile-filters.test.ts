import { clearFilters, filtersIn, narrowed, toggleFilter } from './profile-filters';

function fakeState(initial: Record<string, string> = {}) {
  const values = new Map(Object.entries(initial));
  return {
    values,
    get: (key: string) => values.get(key),
    set: (changes: Record<string, string | undefined>) => {
      for (const [key, value] of Object.entries(changes)) {
        if (value === undefined) {
          values.delete(key);
        } else {
          values.set(key, value);
        }
      }
    },
  };
}

const source = { labelSelector: '{task_id="t"}', fromUnixMs: 1, toUnixMs: 2 };

describe('filters', () => {
  it('come from the URL and narrow the selector', () => {
    const filters = filtersIn(fakeState({ thread: 'main', process: '7@worker-1', from: 'now-1h' }));
    expect(filters).toEqual({ thread: 'main', process: '7@worker-1' });
    expect(narrowed(source, filters).labelSelector).toBe(
      '{task_id="t", thread="main", process_pid="7", node="worker-1"}'
    );
  });

  it('leave the table that they were chosen in whole', () => {
    expect(narrowed(source, { thread: 'main', category: 'router' }, 'thread').labelSelector).toBe(
      '{task_id="t", cost_category="router"}'
    );
    expect(narrowed(source, { thread: 'main' }, 'thread')).toBe(source);
  });

  it('are toggled, also for what has no label', () => {
    const state = fakeState();
    toggleFilter(state, 'category', '');
    expect(filtersIn(state)).toEqual({ category: '' });
    toggleFilter(state, 'category', 'router');
    expect(filtersIn(state)).toEqual({ category: 'router' });
    toggleFilter(state, 'category', 'router');
    expect(filtersIn(state)).toEqual({});
  });

  it('are cleared together, and nothing else is', () => {
    const state = fakeState({ thread: 'main', category: 'router', type: 'on-cpu' });
    clearFilters(state);
    expect([...state.values.keys()]).toEqual(['type']);
  });
});
