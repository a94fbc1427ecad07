import { shareLink } from './share-link';

it('has absolute times for both sides, and how the page looks', () => {
  const address =
    'http://g/a/x/compare?leftSelector=a&leftFrom=now-2h&leftTo=now-1h&rightSelector=b&rightFrom=now-1h&rightTo=now';
  const sides = { left: { fromUnixMs: 1000, toUnixMs: 2000 }, right: { fromUnixMs: 2000, toUnixMs: 3000 } };
  expect(shareLink(`${address}&suggested=earlier&measure=amount&search=write`, sides)).toBe(
    'http://g/a/x/compare?leftSelector=a&leftFrom=1000&leftTo=2000&rightSelector=b&rightFrom=2000&rightTo=3000&measure=amount&search=write'
  );
});
