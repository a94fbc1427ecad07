import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { categoryOfFolded } from './cost-test-support.ts';

/** Shares of the categories in stacks of a real, stripped Envoy (tests/golden/cost-categories/record.ts). */
function sharesOf(file: string): Map<string, number> {
  const folder = new URL('../../../tests/golden/cost-categories/', import.meta.url);
  const folded = gunzipSync(readFileSync(new URL(`${file}.txt.gz`, folder))).toString();
  const counts = new Map<string, number>();
  let total = 0;
  for (const line of folded.trimEnd().split('\n')) {
    const end = line.lastIndexOf(' ');
    const count = Number(line.slice(end + 1));
    const category = categoryOfFolded(line.slice(0, end).split(';'));
    counts.set(category, (counts.get(category) ?? 0) + count);
    total += count;
  }
  return new Map([...counts].map(([category, count]) => [category, count / total]));
}

const FEATURES = ['tracing.', 'accesslog.', 'filter.'];

/** Share of all categories of a feature. */
function share(shares: Map<string, number>, feature: string): number {
  return [...shares].filter(([id]) => id.startsWith(feature)).reduce((sum, [, part]) => sum + part, 0);
}

for (const [file, onlyFeature] of [
  ['off', undefined],
  ['tracing', 'tracing.'],
  ['log', 'accesslog.'],
  ['json-log', 'accesslog.'],
  ['lua', 'filter.'],
] as const) {
  test(`${file}: what is on has a share, what is off has none`, (context) => {
    const shares = sharesOf(file);
    for (const feature of FEATURES) {
      const part = share(shares, feature);
      context.diagnostic(`${feature} ${(part * 100).toFixed(2)} %`);
      if (feature === onlyFeature) assert.ok(part > 0.01, `${feature} has ${part}`);
      else assert.ok(part <= 0.001, `${feature} has ${part}`);
    }
    // Most of what a stripped Envoy does has a name somewhere in its stack.
    assert.ok((shares.get('unresolved') ?? 0) < 0.05);
  });
}

test('a request costs more to trace than to log, and most of it is the sending', () => {
  const tracing = sharesOf('tracing');
  assert.ok(share(tracing, 'tracing.') > share(sharesOf('log'), 'accesslog.'));
  assert.ok((tracing.get('tracing.export') ?? 0) > (tracing.get('tracing.span') ?? 0));
});

test('making the line is what an access log costs on the CPU, as text and as JSON', () => {
  for (const file of ['log', 'json-log']) {
    const shares = sharesOf(file);
    assert.ok((shares.get('accesslog.format') ?? 0) > (shares.get('accesslog.write') ?? 0));
  }
});
