import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { compileSelector, type SelectorLabels } from './selector-match.ts';
import type { Selector } from './selectors.ts';

const ENVOY: SelectorLabels = { 'service.name': 'shop', process: 'envoy', process_pid: '42', namespace: 'web' };

function matches(selector: Selector, labels: SelectorLabels = ENVOY): boolean {
  const compiled = compileSelector(selector);
  assert.ok(compiled.ok);
  return compiled.matches(labels);
}

describe('a selector', () => {
  const cases: [Selector, boolean][] = [
    [{ process: 'envoy' }, true],
    [{ process: 'env' }, false],
    [{ process_pid: 42 }, true],
    [{ process_pid: '42' }, true],
    [{ process_pid: 4 }, false],
    [{ process: 'envoy', namespace: 'db' }, false],
    [{ process: { op: '=', value: 'envoy' } }, true],
    [{ process: { op: '!=', value: 'envoy' } }, false],
    [{ pod: { op: '!=', value: 'p-1' } }, true],
    [{ pod: '' }, true],
    [{ process: { op: '=~', value: 'env' } }, false],
    [{ process: { op: '=~', value: 'env.*' } }, true],
    [{ process: { op: '=~', value: 'nginx|envoy' } }, true],
    [{ process: { op: '!~', value: 'nginx|envoy' } }, false],
    [{ pod: { op: '=~', value: '.*' } }, true],
    [{ pod: { op: '=~', value: '.+' } }, false],
    [{ process: { op: '=~', value: '(?i)ENVOY' } }, true],
  ];
  for (const [selector, expected] of cases) {
    it(`${JSON.stringify(selector)} ${expected ? 'matches' : 'does not match'}`, () => {
      assert.equal(matches(selector), expected);
    });
  }

  it('matches a line feed with a dot, as Prometheus does', () => {
    assert.ok(matches({ process: { op: '=~', value: 'a.b' } }, { process: 'a\nb' }));
  });

  it('takes a pattern that stops a backtracking engine in its stride', { timeout: 10_000 }, () => {
    assert.ok(!matches({ process: { op: '=~', value: '(a+)+(a+)+(a+)+b' } }, { process: `${'a'.repeat(5_000)}!` }));
  });

  for (const pattern of [
    'a{1000}'.repeat(290),
    `(${'a'.repeat(2_000)}){1000}`,
    '\\pL{1000}'.repeat(6),
    'a{999,}'.repeat(9),
  ]) {
    it(`refuses ${pattern.slice(0, 30)}, which would take memory and time`, { timeout: 10_000 }, () => {
      const compiled = compileSelector({ pod: { op: '=~', value: pattern } });
      assert.match(compiled.ok ? '' : compiled.message, / can be used: it stands for too many states; use fewer/);
    });
  }

  it('takes the patterns that names of Kubernetes need', () => {
    const label = '[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?';
    const names = Array.from({ length: 100 }, (_, index) => `workload-${index}`).join('|');
    for (const value of [`${label}(\\.${label}){0,4}`, `(?i)(${names})-[a-f0-9]{8,10}-[a-z0-9]{5}`]) {
      assert.ok(compileSelector({ pod: { op: '=~', value } }).ok, value.slice(0, 40));
    }
  });

  for (const pattern of ['(', '[z-a]', 'a**', '(?<=a)b', '(a)\\1', '((a{1000}){1000}){1000}', `${'('.repeat(2000)}`]) {
    it(`refuses ${pattern.slice(0, 30)} with a sentence`, { timeout: 10_000 }, () => {
      const compiled = compileSelector({ pod: { op: '=~', value: pattern } });
      assert.ok(!compiled.ok);
      assert.equal(compiled.label, 'pod');
      assert.match(compiled.message, /RE2 regular expression/);
    });
  }
});
