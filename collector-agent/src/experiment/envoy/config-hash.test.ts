import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { changedParts, hashConfig } from './config-hash.ts';
import { parseRuntime, percentOfRuntimeText } from './runtime-view.ts';

const type = (name: string) => ({ '@type': `type.googleapis.com/envoy.admin.v3.${name}` });
const noRuntime = { layers: [], entries: new Map() };

const listener = (name: string, version = '1', fields: object = {}) => ({
  name,
  active_state: {
    version_info: version,
    last_updated: `2026-01-0${version}T00:00:00Z`,
    listener: { name, filters: ['b', 'a'], version_info: 'kept' },
  },
  client_status: 'ACKED',
  ...fields,
});
const dumpOf = (listeners: readonly object[], version = '1') => ({
  configs: [
    { ...type('BootstrapConfigDump'), bootstrap: { node: { id: 'n' } }, last_updated: version },
    { ...type('ListenersConfigDump'), version_info: version, dynamic_listeners: listeners },
  ],
});
const hashOf = (dump: unknown) => hashConfig(dump, noRuntime).whole;

describe('hash of a configuration', () => {
  it('is the same whenever and in whichever order it came', () => {
    const early = dumpOf([listener('a'), listener('b')]);
    const late = dumpOf([listener('b', '2'), listener('a', '3')], '7');
    late.configs.reverse();
    assert.equal(hashOf(early), hashOf(late));
  });

  it('leaves out what was rejected or drains, but not what warms up', () => {
    const before = hashOf(dumpOf([listener('a')]));
    const rejected = { error_state: { details: 'no', failed_configuration: {} } };
    assert.equal(hashOf(dumpOf([listener('a', '1', rejected), rejected])), before);
    assert.equal(hashOf(dumpOf([listener('a', '1', { draining_state: { listener: {} } })])), before);
    assert.notEqual(hashOf(dumpOf([listener('a', '1', { warming_state: { listener: {} } })])), before);
  });

  it('names static routes once, however many listeners have them', () => {
    const routes = (count: number) => ({
      configs: [
        { ...type('RoutesConfigDump'), static_route_configs: Array(count).fill({ route_config: { name: 'r' } }) },
      ],
    });
    assert.equal(hashOf(routes(1)), hashOf(routes(2)));
  });

  it('tells another order of filters, and a field that only looks like a version', () => {
    const changed = structuredClone(dumpOf([listener('a')]));
    const [, { dynamic_listeners: listeners }] = changed.configs as [
      object,
      { dynamic_listeners: ReturnType<typeof listener>[] },
    ];
    listeners[0]!.active_state.listener.filters.reverse();
    assert.notEqual(hashOf(changed), hashOf(dumpOf([listener('a')])));
    listeners[0]!.active_state.listener.filters.reverse();
    listeners[0]!.active_state.listener.version_info = 'other';
    assert.notEqual(hashOf(changed), hashOf(dumpOf([listener('a')])));
  });

  it('leaves certificates out, which are renewed by themselves', () => {
    const secrets = (name: string) => ({
      configs: [{ ...type('SecretsConfigDump'), dynamic_active_secrets: [{ name }] }],
    });
    assert.equal(hashOf(secrets('a')), hashOf(secrets('b')));
  });

  it('names the part that differs', () => {
    const runtime = parseRuntime({ layers: ['admin'], entries: { k: { final_value: '1', layer_values: ['1'] } } });
    assert.ok(runtime !== undefined);
    const before = hashConfig(dumpOf([listener('a')]), noRuntime);
    assert.deepEqual(changedParts(before, hashConfig(dumpOf([]), noRuntime)), ['listeners']);
    assert.deepEqual(changedParts(before, hashConfig(dumpOf([listener('a')]), runtime)), ['runtime']);
  });

  for (const hostile of [null, [], 'text', {}, { configs: 7 }, { configs: [null, 7, [], { '@type': {} }] }]) {
    it(`takes ${JSON.stringify(hostile)} for a configuration like another`, () => {
      assert.match(hashOf(hostile), /^[0-9a-f]{64}$/);
    });
  }
});

describe('runtime', () => {
  it('is the same in two processes, whose debug texts differ in marks and spaces', () => {
    const text = (mark: string) =>
      `goo.gle/${mark}\nfields {\n  key: "numerator"\n  value {\n    number_value: 5\n  }\n}\n`;
    const of = (mark: string) =>
      parseRuntime({ layers: ['a'], entries: { k: { final_value: text(mark), layer_values: [text(mark)] } } });
    assert.deepEqual(of('debugonly  '), of('debugstr '));
  });

  for (const hostile of [
    null,
    7,
    { layers: 'a' },
    { layers: [], entries: { k: 7 } },
    { layers: [], entries: { k: { final_value: 1 } } },
  ]) {
    it(`${JSON.stringify(hostile)} is none`, () => assert.equal(parseRuntime(hostile), undefined));
  }

  const denominator = 'fields { key: "denominator" value { string_value: "TEN_THOUSAND" } } ';
  for (const [text, percent] of [
    ['37', 37],
    ['250', 100],
    ['{"numerator":50,"denominator":"TEN_THOUSAND"}', 0.5],
    [`${denominator}fields { key: "numerator" value { number_value: 100 } }`, 1],
    ['', undefined],
    ['true', undefined],
  ] as const) {
    it(`reads ${text || 'nothing'} as ${percent} %`, () => assert.equal(percentOfRuntimeText(text), percent));
  }
});
