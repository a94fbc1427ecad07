import React from 'react';
import type { BackendSrv } from '@grafana/runtime';
import { PROFILE_TYPES } from '@meshprof/contracts';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { configure, fireEvent, render, screen } from '@testing-library/react';
import { of } from 'rxjs';
import { useMemoryState } from '@shared/domain/use-memory-state';
import { testIds } from '../../../test-ids';
import { ProfileView } from './ProfileView';

jest.mock('@grafana/runtime', () => ({
  ...jest.requireActual('@grafana/runtime'),
  getBackendSrv: () => ({ fetch: () => of({ data: { results: { A: { frames: [] } } } }) }) as unknown as BackendSrv,
  getDataSourceSrv: () => ({
    getList: () => [{ uid: 'pyro', type: 'grafana-pyroscope-datasource', name: 'Pyroscope' }],
  }),
}));

// Only a hang may fail a test by time.
jest.setTimeout(120_000);
configure({ asyncUtilTimeout: 60_000 });

const DAY_MS = 24 * 3_600_000;

/** Of a store that has nothing. Makes its source anew at each rendering, as pages may. */
function Page({ filters, days }: { filters?: Record<string, string>; days: number }) {
  const state = useMemoryState(filters);
  return (
    <>
      <button onClick={() => state.set({ search: 'write' })}>Search</button>
      <ProfileView
        type={PROFILE_TYPES[0]}
        source={{ labelSelector: '{}', fromUnixMs: DAY_MS, toUnixMs: (days + 1) * DAY_MS }}
        subject="shop"
        state={state}
        empty={(dataSourceName) => <p>{dataSourceName} has nothing</p>}
      />
    </>
  );
}

const show = (page: React.ReactElement) =>
  render(<QueryClientProvider client={new QueryClient()}>{page}</QueryClientProvider>);

it('asks the page why there is nothing, unless filters leave nothing', async () => {
  show(<Page filters={{ thread: 'main' }} days={1} />);
  expect(await screen.findByTestId(testIds.empty)).toHaveTextContent('Nothing is left');
  fireEvent.click(screen.getByTestId(testIds.profile.filter('thread')));
  expect(await screen.findByText('Pyroscope has nothing')).toBeInTheDocument();
});

it('asks once before it loads a long range', async () => {
  show(<Page days={8} />);
  fireEvent.click(screen.getByTestId(testIds.profile.loadLongRange));
  expect(await screen.findByText('Pyroscope has nothing')).toBeInTheDocument();
  fireEvent.click(screen.getByText('Search'));
  expect(await screen.findByText('Pyroscope has nothing')).toBeInTheDocument();
});
