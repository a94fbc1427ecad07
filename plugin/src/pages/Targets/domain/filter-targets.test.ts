import { makeTarget } from '../../../testing/fixtures';
import { filterTargets, verdictFilterOf } from './filter-targets';

const envoy = makeTarget({ id: 'a', service: 'checkout', role: 'envoy-sidecar', pid: 5120, pod: 'checkout-x2x4z' });
const java = makeTarget({
  id: 'b',
  service: 'checkout',
  role: 'mesh-app',
  process: 'java',
  pid: 5121,
  verdict: 'refused',
  reasonCode: 'interpreted-runtime',
});
const sshd = makeTarget({ id: 'c', service: 'sshd', role: 'host-process', process: 'sshd', pid: 612 });
const all = [sshd, java, envoy];
const ids = (search: string, verdict: 'profilable' | 'refused' | 'all' = 'all') =>
  filterTargets(all, { search, verdict, roles: [] }).rows.map(({ id }) => id);

describe('filterTargets', () => {
  it('puts what can be profiled first, and proxies before everything else', () => {
    expect(ids('')).toEqual(['a', 'c', 'b']);
  });

  it('finds by every word, anywhere in the target, in any case', () => {
    expect(ids('CHECKOUT x2x4z')).toEqual(['a']);
    expect(ids('sidecar 5120')).toEqual(['a']);
    expect(ids('worker-3 java')).toEqual(['b']);
    expect(ids('nothing')).toEqual([]);
  });

  it('counts each verdict among what the search finds', () => {
    expect(filterTargets(all, { search: 'checkout', verdict: 'profilable', roles: [] })).toMatchObject({
      rows: [{ id: 'a' }],
      counts: { profilable: 1, refused: 1, all: 2 },
    });
  });

  it('keeps to roles and a node', () => {
    const of = (more: object) => filterTargets(all, { search: '', verdict: 'all', roles: [], ...more }).counts.all;
    expect(of({ roles: ['envoy-sidecar', 'mesh-app'] })).toBe(2);
    expect(of({ node: 'worker-3' })).toBe(3);
    expect(of({ node: 'worker-4' })).toBe(0);
  });

  it('takes any other text in the URL for the default', () => {
    expect(verdictFilterOf('refused')).toBe('refused');
    expect(verdictFilterOf('<script>')).toBe('profilable');
    expect(verdictFilterOf(undefined)).toBe('profilable');
  });
});
