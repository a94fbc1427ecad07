import { fileNameOf } from './profile-name';

const at = Date.parse('2026-11-26T16:20:05.999Z');

it('says service, type and time', () => {
  expect(fileNameOf({ subject: 'demo-envoy (pid 4711)', type: 'on-cpu', fromUnixMs: at })).toBe(
    'meshprof_demo-envoy-pid-4711_on-cpu_20261126-162005Z'
  );
});

it('is a safe name whatever a service is called', () => {
  const name = (subject: string) => fileNameOf({ subject, type: 'on-cpu', fromUnixMs: at });
  expect(name('../../etc/passwd\0\n')).toBe('meshprof_etc-passwd_on-cpu_20261126-162005Z');
  expect(name('店')).toBe('meshprof_profile_on-cpu_20261126-162005Z');
  expect(name('x'.repeat(500)).length).toBeLessThan(140);
});
