import { t } from './t';

it('shows values as they are: React escapes what it draws', () => {
  expect(t('test.key', 'Profile {{name}}', { name: "a/b's <c>" })).toBe("Profile a/b's <c>");
});

it('takes the plural that the count asks for', () => {
  const targets = (count: number) => t('test.targets', '{{count}} targets', { count, defaultValue_one: '1 target' });
  expect([targets(1), targets(2)]).toEqual(['1 target', '2 targets']);
});
