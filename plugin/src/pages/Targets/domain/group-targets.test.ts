import { makeTarget } from '../../../testing/fixtures';
import { byRoleThenName, groupTargets } from './group-targets';

const pod = (id: string, more: object) =>
  makeTarget({ id, namespace: 'shop', workload: 'cart', service: 'cart', role: 'mesh-app', node: 'a', ...more });
const targets = [
  pod('1', { role: 'envoy-sidecar', process: 'envoy' }),
  pod('2', { namespace: 'other' }),
  pod('3', { node: 'b' }),
  pod('4', { verdict: 'refused', reasonCode: 'interpreted-runtime' }),
  pod('5', { workload: 'web', service: 'web' }),
  makeTarget({ id: '6', service: 'sshd', role: 'host-process', namespace: undefined }),
  makeTarget({ id: '7', service: 'a,b/c', role: 'host-process' }),
];

it('groups by workload in its namespace, and by service where there is none', () => {
  const groups = groupTargets(targets);
  expect(groups.map(({ id, targets: members }) => [id, members.map((target) => target.id)])).toEqual([
    ['w//shop/cart', ['1', '3', '4']],
    ['w//shop/web', ['5']],
    ['w//other/cart', ['2']],
    ['s///sshd', ['6']],
    ['s///a%2Cb%2Fc', ['7']],
  ]);
  expect(groups[0]).toMatchObject({
    profilable: 2,
    nodes: 2,
    roles: ['envoy-sidecar', 'mesh-app'],
    selector: { namespace: 'shop', workload: 'cart' },
  });
  expect(groups[3]?.selector).toEqual({ 'service.name': 'sshd' });
});

it('puts proxies before everything else', () => {
  const roles = [...targets].sort(byRoleThenName).map(({ role }) => role);
  expect(roles).toEqual([
    'envoy-sidecar',
    'mesh-app',
    'mesh-app',
    'mesh-app',
    'mesh-app',
    'host-process',
    'host-process',
  ]);
});
