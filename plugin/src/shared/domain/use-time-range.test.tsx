import React, { type ReactNode } from 'react';
import { act, renderHook } from '@testing-library/react';
import { MemoryRouter, useLocation } from 'react-router-dom';
import { AppSettingsProvider } from './app-settings';
import { useTimeRange } from './use-time-range';

const NOON_UNIX_MS = Date.UTC(2026, 10, 24, 12);
const HOUR_MS = 3_600_000;

function show(search: string, options: Parameters<typeof useTimeRange>[0] = {}) {
  const settings = { defaultTimeRange: { from: 'now-3h', to: 'now' } };
  const wrapper = ({ children }: { children: ReactNode }) => (
    <MemoryRouter initialEntries={[`/${search}`]} future={{ v7_startTransition: true, v7_relativeSplatPath: true }}>
      <AppSettingsProvider value={settings}>{children}</AppSettingsProvider>
    </MemoryRouter>
  );
  const { result } = renderHook(() => ({ range: useTimeRange(options), url: useLocation().search }), { wrapper });
  return result;
}

const hours = ({ range: { data } }: { range: ReturnType<typeof useTimeRange> }) =>
  [data.fromUnixMs, data.toUnixMs].map((unixMs) => (unixMs - NOON_UNIX_MS) / HOUR_MS);

beforeEach(() => jest.useFakeTimers({ now: NOON_UNIX_MS }));
afterEach(() => jest.useRealTimers());

it('takes the link’s range, then the page’s, then the app’s', () => {
  expect(hours(show('?from=now-2h&to=now-1h').current)).toEqual([-2, -1]);
  expect(hours(show('', { fallback: { from: 'now-6h', to: 'now' } }).current)).toEqual([-6, 0]);
  expect(hours(show('').current)).toEqual([-3, 0]);
});

it.each(['?from=nonsense&to=now', '?from=now&to=now-1h'])('takes the last hour for %s', (search) => {
  expect(hours(show(search).current)).toEqual([-1, 0]);
});

it('puts a range into the link, under the names of the page', () => {
  const result = show('?leftFrom=now-2h&leftTo=now', { fromKey: 'leftFrom', toKey: 'leftTo' });
  act(() => result.current.range.actions.setRange({ from: 'now-1d', to: 'now' }));
  expect(result.current.url).toBe('?leftFrom=now-1d&leftTo=now');
  expect(hours(result.current)).toEqual([-24, 0]);
});

it('keeps its now until somebody refreshes', () => {
  const result = show('?from=now-1h&to=now');
  jest.setSystemTime(NOON_UNIX_MS + HOUR_MS);
  expect(hours(result.current)).toEqual([-1, 0]);
  act(() => result.current.range.actions.refresh());
  expect(hours(result.current)).toEqual([0, 1]);
});

it('takes a time zone that exists from the link', () => {
  expect(show('?timezone=Asia/Tokyo').current.range.data.timeZone).toBe('Asia/Tokyo');
  expect(show('?timezone=Nowhere').current.range.data.timeZone).toBe('browser');
});
