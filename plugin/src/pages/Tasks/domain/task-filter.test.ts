import { taskFilterOf, taskQueryOf } from './task-filter';

const filterOf = (search: string) => taskFilterOf((key) => new URLSearchParams(search).get(key) ?? undefined);
const range = { fromUnixMs: Date.UTC(2026, 10, 26), toUnixMs: Date.UTC(2026, 10, 27), endsNow: false };

it('reads the URL, and takes what it does not know for nothing', () => {
  expect(filterOf('state=running,asleep,failed&origin=alert&event=off-cpu&author=mia&search=a b')).toEqual({
    search: 'a b',
    states: ['running', 'failed'],
    origin: 'alert',
    event: 'off-cpu',
    author: 'mia',
    schedule: undefined,
  });
  expect(filterOf('origin=<script>&event=noise')).toMatchObject({ origin: undefined, event: undefined, states: [] });
});

it('asks for what is chosen only, in the range of time', () => {
  expect(taskQueryOf(filterOf('search=+&author=+'), range)).toEqual({
    createdFrom: '2026-11-26T00:00:00.000Z',
    createdBefore: '2026-11-27T00:00:00.000Z',
  });
  expect(taskQueryOf(filterOf('state=failed&schedule=s1'), { ...range, endsNow: true })).toEqual({
    states: ['failed'],
    schedule: 's1',
    createdFrom: '2026-11-26T00:00:00.000Z',
  });
});
