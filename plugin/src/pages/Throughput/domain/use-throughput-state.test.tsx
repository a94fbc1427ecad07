import React, { type ReactNode } from 'react';
import { act, renderHook } from '@testing-library/react';
import { MemoryRouter, useLocation } from 'react-router-dom';
import { useThroughputState } from './use-throughput-state';

function show(search: string) {
  const wrapper = ({ children }: { children: ReactNode }) => (
    <MemoryRouter initialEntries={[`/${search}`]} future={{ v7_startTransition: true, v7_relativeSplatPath: true }}>
      {children}
    </MemoryRouter>
  );
  return renderHook(() => ({ state: useThroughputState(), url: useLocation().search }), { wrapper }).result;
}

it('reads a selection only where both ends make one', () => {
  expect(show('?selectedFrom=1000&selectedTo=2000').current.state.data.selection).toEqual({
    fromUnixMs: 1000,
    toUnixMs: 2000,
  });
  for (const search of ['?selectedFrom=1000', '?selectedFrom=2000&selectedTo=1000', '?selectedFrom=now&selectedTo=2']) {
    expect(show(search).current.state.data.selection).toBeUndefined();
  }
});

it('zooms into a selection, which then is none any more', () => {
  const result = show('?from=now-1h&to=now&view=relation&selectedFrom=1000&selectedTo=2000');
  act(() => result.current.state.actions.zoom({ fromUnixMs: 1000, toUnixMs: 2000 }));
  expect(result.current.url).toBe('?from=1000&to=2000&view=relation');
});
