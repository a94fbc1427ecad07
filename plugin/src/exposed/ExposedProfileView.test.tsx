import React from 'react';
import { configure, render, screen } from '@testing-library/react';
import { MemoryRouter } from 'react-router-dom';
import { makeFrameJson } from '../testing/make-frame';
import { resetRuntime, runtime } from '../testing/mock-runtime';
import ExposedProfileView from './ExposedProfileView';
import type { ExposedProfileViewProps } from './profile-view-props';

jest.mock('@grafana/runtime', () =>
  jest.requireActual<typeof import('../testing/mock-runtime')>('../testing/mock-runtime').mockRuntime()
);

// Only a hang may fail a test by time.
jest.setTimeout(120_000);
configure({ asyncUtilTimeout: 60_000 });

beforeEach(resetRuntime);

const PROFILE = makeFrameJson([
  [0, 30, 0, 'total'],
  [1, 30, 30, 'main'],
]);

/** As another app mounts it: on a page of its own, with nothing of Meshprof's around it. */
const mount = (props: ExposedProfileViewProps) =>
  render(
    <MemoryRouter
      initialEntries={['/a/another-app/services/shop']}
      future={{ v7_startTransition: true, v7_relativeSplatPath: true }}
    >
      <ExposedProfileView {...props} />
    </MemoryRouter>
  );

it('asks the data source for the selector and time, and leads to the same on the page of Meshprof', async () => {
  runtime.backend.answer('POST', '/api/ds/query', { data: { results: { A: { status: 200, frames: [PROFILE] } } } });
  mount({ selector: '{service_name="shop"}', type: 'off-cpu-time', from: '1700000000000', to: '1700000060000' });
  const link = await screen.findByRole('link', { name: 'Open in Meshprof' });
  const [query] = runtime.backend.asked
    .filter(({ url }) => url.includes('/api/ds/query'))
    .map(({ data }) => data as { from: string; to: string; queries: Array<{ labelSelector: string }> });
  expect(query).toMatchObject({ from: '1700000000000', to: '1700000060000' });
  expect(query?.queries[0]?.labelSelector).toBe('{service_name="shop"}');
  const href = new URL(link.getAttribute('href')!, 'http://grafana');
  expect(href.pathname).toBe('/a/meshprof-profiling-app/profile');
  expect(Object.fromEntries(href.searchParams)).toEqual({
    type: 'off-cpu-time',
    selector: '{service_name="shop"}',
    from: '1700000000000',
    to: '1700000060000',
  });
});

it('says what is wrong with a time that is none, and takes nothing else down', () => {
  mount({ selector: '{service_name="shop"}', from: 'yesterday-ish' });
  expect(screen.getByText('This is no time range')).toBeInTheDocument();
  expect(screen.getByText(/yesterday-ish/)).toBeInTheDocument();
});

it('names the data source that is missing', async () => {
  runtime.dataSources = [];
  mount({ selector: '{service_name="shop"}' });
  expect(await screen.findByText('No Pyroscope data source')).toBeInTheDocument();
});
