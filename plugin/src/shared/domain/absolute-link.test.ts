import { absoluteLink } from './absolute-link';

const range = { fromUnixMs: 1000, toUnixMs: 2000 };

it('turns relative times into absolute ones and keeps the rest', () => {
  expect(absoluteLink('http://g/a/x/profile?type=on-cpu&from=now-1h&to=now&thread=a%20b', range)).toBe(
    'http://g/a/x/profile?type=on-cpu&from=1000&to=2000&thread=a+b'
  );
});

it('says the times that the page began with', () => {
  expect(absoluteLink('http://g/a/x/profile', range)).toBe('http://g/a/x/profile?from=1000&to=2000');
});
