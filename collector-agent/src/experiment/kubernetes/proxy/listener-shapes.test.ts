import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { listenerShapes } from './listener-shapes.ts';

const TYPE = 'type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager';
const listener = (name: string, manager: object) => ({
  name,
  active_state: {
    version_info: String(Math.random()),
    last_updated: new Date().toISOString(),
    listener: {
      name,
      filter_chains: [{ filters: [{ typed_config: { '@type': TYPE, stat_prefix: name, ...manager } }] }],
    },
  },
});
const dump = (...listeners: object[]) => ({ configs: listeners });
const traced = {
  tracing: { random_sampling: { value: 5 } },
  http_filters: [{ name: 'istio.stats' }, { name: 'router' }],
};

describe('shapes of the listeners', () => {
  it('are the same for another version, order, and one more service of the same settings', () => {
    const one = listenerShapes(dump(listener('a', traced), listener('b', { ...traced, tracing: undefined })));
    const more = listenerShapes(
      dump(listener('b', { ...traced, tracing: undefined }), listener('c', traced), listener('a', traced))
    );
    assert.equal(one.hash, more.hash);
  });

  it('differ in the part that was changed, and in no other', () => {
    const before = listenerShapes(dump(listener('a', traced))).hashes;
    const changed = (manager: object) => {
      const after = listenerShapes(dump(listener('a', { ...traced, ...manager }))).hashes;
      return (Object.keys(after) as (keyof typeof after)[]).filter((part) => after[part] !== before[part]);
    };
    assert.deepEqual(changed({ tracing: { random_sampling: {} } }), ['tracing']);
    assert.deepEqual(changed({ access_log: [{ name: 'x' }] }), ['accessLog']);
    assert.deepEqual(changed({ http_filters: [{ name: 'router' }] }), ['stats']);
    assert.deepEqual(changed({ http_filters: [{ name: 'istio.stats' }, { name: 'rbac' }, { name: 'router' }] }), [
      'rest',
    ]);
    assert.deepEqual(changed({ server_name: 'x' }), ['rest']);
  });

  it('read a percentage of 0, which protobuf leaves out', () => {
    const { managers } = listenerShapes(dump(listener('a', { tracing: { random_sampling: {} } })));
    assert.equal(managers[0]?.tracing?.percent, 0);
  });

  it('are empty for what is no dump', () => {
    for (const hostile of [null, 1, [], { configs: 'x' }, { configs: [{ active_state: 1 }] }]) {
      assert.deepEqual(listenerShapes(hostile).managers, []);
    }
  });
});
