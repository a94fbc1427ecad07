import type { Policy, PolicyRule } from '@meshprof/contracts';
import { DEFAULT_POLICY_FORM, formOfPolicy, type PolicyForm } from './policy-form';
import { policyRequest } from './policy-request';
import { planOfRule } from './use-policy-preview';

const form = (more: Partial<PolicyForm>): PolicyForm => ({
  ...DEFAULT_POLICY_FORM,
  name: ' gateways ',
  selector: 'role="gateway"',
  ...more,
});

const selector = { role: { op: '=', value: 'gateway' } } as const;

const ruleOf = (more: Partial<PolicyForm>): PolicyRule | undefined => {
  const request = policyRequest(form(more));
  return request.ok ? request.policy.rule : undefined;
};

describe('the request of the form', () => {
  it('is in the units of the API', () => {
    expect(policyRequest(form({ kind: 'flight-recorder', keepMinutes: 2.5, maxMiBPerNode: 1.5 }))).toEqual({
      ok: true,
      policy: {
        name: 'gateways',
        enabled: true,
        rule: {
          kind: 'flight-recorder',
          selector,
          events: ['on-cpu', 'off-cpu'],
          frequencyHz: 19,
          maxTargetsPerNode: 8,
          agentCpuPercent: 1,
          keepMs: 150_000,
          maxBytesPerNode: 1_572_864,
        },
      },
    });
  });

  it('holds a condition of the nodes, or a query with the labels that name the processes', () => {
    expect(ruleOf({ kind: 'trigger', metric: 'memory', op: '<', threshold: 7, beforeSeconds: 60 })).toMatchObject({
      selector,
      condition: { source: 'node', metric: 'memory', op: '<', threshold: 7 },
      periodMs: 60_000,
      coolDownMs: 1_200_000,
      task: { events: ['on-cpu', 'off-cpu'], durationMs: 10_000, beforeMs: 60_000 },
    });
    const query = { kind: 'trigger', source: 'prometheus', query: ' up ', selector: '' } as const;
    expect(ruleOf({ ...query, selectorFrom: 'pod=pod_name, namespace' })).toMatchObject({
      condition: { source: 'prometheus', query: 'up', selectorFrom: { pod: 'pod_name', namespace: 'namespace' } },
    });
    expect(ruleOf(query)).not.toHaveProperty('selector');
  });

  const problems: Array<[string, Partial<PolicyForm>, string, RegExp]> = [
    ['no selector', { selector: ' ' }, 'selector', /which processes/],
    ['a selector that cannot be read', { selector: 'colour="red"' }, 'selector', /has the label colour/],
    ['nothing to sample', { onCpu: false, offCpu: false }, 'onCpu', /at least one/],
    ['no query', { kind: 'trigger', source: 'prometheus' }, 'query', /Write a query/],
    [
      'a label that is none',
      { kind: 'trigger', source: 'prometheus', query: 'up', selectorFrom: 'pod, colour=x' },
      'selectorFrom',
      /“colour=x” cannot be read/,
    ],
  ];
  it.each(problems)('says at its field what is wrong with %s', (_, more, field, message) => {
    const request = policyRequest(form(more));
    expect(request).toMatchObject({ ok: false, errors: { [field]: expect.stringMatching(message) } });
  });
});

describe('a stored policy', () => {
  const rules: PolicyRule[] = [
    { ...(ruleOf({ pageFaults: true, onCpu: false }) as PolicyRule) },
    ruleOf({ kind: 'flight-recorder', keepMinutes: 3 }) as PolicyRule,
    ruleOf({ kind: 'trigger', metric: 'system-load', threshold: 1.5, count: 2 }) as PolicyRule,
    ruleOf({
      kind: 'trigger',
      source: 'prometheus',
      query: 'up',
      everySeconds: 30,
      selectorFrom: 'pod',
      selector: 'namespace=~"shop-.*", service.name="a \\"b\\""',
    }) as PolicyRule,
  ];
  it.each(rules.map((rule) => [rule.kind, rule]))('comes out of the form as it went in: %s', (_, rule) => {
    const policy = { name: 'x', enabled: false, rule } as Policy;
    expect(policyRequest(formOfPolicy(policy))).toEqual({ ok: true, policy: { name: 'x', enabled: false, rule } });
  });
});

describe('what is planned to say who is meant and what it costs', () => {
  it('is an hour of what goes on', () => {
    expect(planOfRule(ruleOf({}) as PolicyRule)).toEqual({
      selector,
      events: ['on-cpu', 'off-cpu'],
      frequencyHz: 19,
      durationMs: 3_600_000,
    });
  });

  it('is one task of a trigger, and nothing where a query names the processes', () => {
    expect(planOfRule(ruleOf({ kind: 'trigger', beforeSeconds: 5 }) as PolicyRule)).toEqual({
      selector,
      events: ['on-cpu', 'off-cpu'],
      frequencyHz: 99,
      durationMs: 10_000,
    });
    const rule = ruleOf({ kind: 'trigger', source: 'prometheus', query: 'up', selector: '' }) as PolicyRule;
    expect(planOfRule(rule)).toBeUndefined();
  });
});
