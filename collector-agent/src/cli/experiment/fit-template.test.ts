import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { LoggerFacts } from '../../experiment/envoy/logger-facts.ts';
import type { LayerFacts, ProxyFacts } from '../../experiment/envoy/proxy-facts.ts';
import { fit, fitTemplate } from './fit-template.ts';

const ADMIN: LayerFacts = { kind: 'admin', name: 'admin' };

function facts(loggers: readonly LoggerFacts[], more: Partial<ProxyFacts> = {}): ProxyFacts {
  const manager = { listener: 'ingress', statPrefix: 'ingress_http', loggers, filters: [] };
  return {
    managers: [manager],
    clusters: new Map(),
    layers: [ADMIN],
    listenersVersion: '',
    rejections: [],
    ...more,
  };
}

const logger = (format: string | undefined, key?: string): LoggerFacts => ({
  type: 'FileAccessLog',
  ...(format !== undefined && { format }),
  ...(key !== undefined && { runtime: { key, whole: 100, standard: 0 } }),
  hasOtherFilter: false,
});

test('loggers are taken by the length of their formats, whatever their keys are called', () => {
  const found = fit(
    facts([logger('%PROTOCOL%', 'log.brief'), logger('%PROTOCOL% %DURATION%', 'log.everything')]),
    undefined
  );
  assert.deepEqual(found, {
    driver: 'envoy-runtime',
    loggers: { full: 'log.everything', short: 'log.brief' },
    notes: [],
  });
});

test('one logger is the full one, and the short variant is left out', () => {
  const { loggers, notes } = fit(facts([logger(undefined, 'access')]), undefined);
  assert.deepEqual([loggers, notes], [{ full: 'access' }, []]);
});

test('a logger that nothing silences leaves the variants of the log out, with a word on it', () => {
  const { loggers, notes } = fit(facts([logger('a', 'access'), logger('b')]), undefined);
  assert.deepEqual(loggers, {});
  assert.match(notes.join(), /--driver envoy-files/);
});

test('without an admin layer the listener file is changed, unless the driver was asked for', () => {
  const proxy = facts([], { layers: [], listenersPath: { path: '/etc/envoy/lds.yaml' } });
  assert.equal(fit(proxy, undefined).driver, 'envoy-files');
  assert.equal(fit(proxy, 'envoy-runtime').driver, 'envoy-runtime');
  assert.equal(fit(facts([], { layers: [] }), undefined).driver, 'envoy-runtime');
});

test('a proxy that does not answer gets the template as it stands', async () => {
  assert.deepEqual(await fitTemplate('http://127.0.0.1:1', undefined), { driver: 'envoy-runtime', notes: [] });
});
