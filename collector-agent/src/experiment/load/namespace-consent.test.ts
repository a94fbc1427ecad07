import assert from 'node:assert/strict';
import { it } from 'node:test';
import { consentToLoad } from './namespace-consent.ts';

const labelled = { name: 'shop', labels: { 'meshprof.dev/generated-load': 'allowed', other: 'x' } };

it('load is generated on namespaces that opted in, and on no others', () => {
  assert.ok(consentToLoad('h2load', labelled).ok);
  const others: (Record<string, string> | undefined)[] = [{}, { 'meshprof.dev/generated-load': 'true' }, undefined];
  for (const labels of others) {
    for (const generator of ['h2load', 'wrk'] as const) {
      const consent = consentToLoad(generator, { name: 'shop', labels });
      assert.equal(!consent.ok && consent.reason, 'load-refused');
      assert.match(
        consent.ok ? '' : consent.detail,
        /kubectl label namespace shop meshprof\.dev\/generated-load=allowed/
      );
    }
  }
});

it('load that others make needs no leave', () => {
  assert.ok(consentToLoad('external', { name: 'shop', labels: undefined }).ok);
});
