import type { Agent } from '@meshprof/contracts';
import { makeAgent as agent } from '../../../testing/fixtures';
import { agentTroubles } from '@shared/domain/agent-troubles';
import { filterAgents } from './filter-agents';
import { containerCommands, nodeCommands } from './join-commands';
import { DEFAULT_JOIN_TOKEN_FORM, isUses, joinTokenRequest } from './join-token-form';
import { versionSkew } from '@shared/domain/version-skew';

it.each([
  ['0.4.2', '0.4.9', 'same'],
  ['0.4.2', '0.5.0', 'older'],
  ['1.0.0', '0.9.9', 'newer'],
  ['0.10.0', '0.9.0', 'newer'],
  ['0.4.2', undefined, 'unknown'],
  ['main', '0.4.2', 'unknown'],
])('version %s with a controller of %s is %s', (own, controller, skew) => {
  expect(versionSkew(own, controller)).toBe(skew);
});

it('finds nothing wrong with an agent that has what it needs', () => {
  const requirements = [{ id: 'btf', met: true, needed: true, remedy: '' }];
  expect(agentTroubles(agent({ requirements }), '0.4.0')).toEqual([]);
});

it('names what is missing with its remedy, the worst first', () => {
  const requirements = [
    { id: 'wish', met: false, needed: false, remedy: 'better so' },
    { id: 'btf', met: false, needed: true, remedy: 'a kernel with BTF' },
  ];
  const troubles = agentTroubles(agent({ requirements, state: 'lost' }), '0.5.0');
  expect(troubles.map(({ id, severity }) => [id, severity])).toEqual([
    ['lost', 'error'],
    ['requirement-btf', 'error'],
    ['requirement-wish', 'warning'],
    ['version', 'warning'],
  ]);
  expect(troubles[1]?.remedy).toBe('a kernel with BTF');
  expect(agentTroubles(agent({ capabilities: [] }), undefined)[0]?.id).toBe('nothing');
});

it('finds agents by words of what is known of them', () => {
  const agents = [agent(), agent({ id: 'a2', node: 'worker-2', kernel: '6.1.0', state: 'lost' })];
  const found = (search: string, state?: Agent['state']) => filterAgents(agents, { search, state }).map(({ id }) => id);
  expect(found('WORKER')).toEqual(['a1', 'a2']);
  expect(found('worker 6.1')).toEqual(['a2']);
  expect(found('', 'connected')).toEqual(['a1']);
});

it('puts the token into a file, and nowhere else', () => {
  const facts = { controllerUrl: 'https://c:8686/', token: 'SECRET', version: '1.2.3' };
  for (const commands of [nodeCommands(facts), containerCommands(facts)]) {
    expect(commands.match(/SECRET/g)).toHaveLength(1);
    expect(commands).toContain("umask 077 && cat > /etc/meshprof/join-token) <<'END'\nSECRET\nEND\n");
    expect(commands).toContain('https://c:8686');
  }
  expect(containerCommands(facts)).toContain('meshprof/agent:1.2.3');
  const odd = { ...facts, controllerUrl: "https://c/it's" };
  expect(nodeCommands(odd)).toContain("--controller-url 'https://c/it'\\''s' ");
});

it('leaves out of the request what has no bound', () => {
  const form = { ...DEFAULT_JOIN_TOKEN_FORM, name: ' rack 7 ' };
  expect(joinTokenRequest(form)).toEqual({ name: 'rack 7', expiresInMs: 86_400_000 });
  expect(joinTokenRequest({ ...form, expiresInHours: 0, maxUses: '20' })).toEqual({ name: 'rack 7', maxUses: 20 });
  expect(['', '1', ' 7 ', '0', '1.5', '1000001', 'x'].map(isUses)).toEqual([
    true,
    true,
    true,
    false,
    false,
    false,
    false,
  ]);
});
