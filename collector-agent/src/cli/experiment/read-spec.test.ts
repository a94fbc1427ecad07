import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FAKE_SPEC } from '../../experiment/run/fake-run-test-support.ts';
import { CliError } from '../cli-failure.ts';
import { readSpec, specProblems } from './read-spec.ts';
import { specOf, type SpecOptions } from './spec-options.ts';

test('what is wrong with a spec is said once, with its place', () => {
  const problems = (change: object): string[] => specProblems({ ...FAKE_SPEC, ...change });
  assert.deepEqual(problems({}), []);
  assert.deepEqual(problems({ driver: 'nginx' }).length, 1);
  assert.match(problems({ driver: 'nginx' })[0] ?? '', /^\/driver must be/);
  assert.ok(problems({ windows: 3 }).includes('/windows is no key that belongs here'));
  const knobs = (value: unknown): string[] => problems({ variants: [{ name: 'on', knobs: [value] }] });
  assert.deepEqual(knobs({ knob: 'tracing.sampling', percent: 101 }), ['/variants/0/knobs/0/percent must be <= 100']);
  assert.match(
    knobs({ knob: 'tracing.smapling' })[0] ?? '',
    /^\/variants\/0\/knobs\/0\/knob must be one of tracing\.sampling,/
  );
  assert.match(
    knobs({ knob: 'concurrency' })[0] ?? '',
    /^\/variants\/0\/knobs\/0 must have required properties workers/
  );
  assert.equal(knobs(null).length, 1);
});

test('YAML that is none, or too clever, is refused with its place', () => {
  assert.match(messageOf('a: [1'), /line 1/);
  assert.match(messageOf('- 1'), /no mapping/);
  assert.match(messageOf('a: &x [1, 2]\nb: [*x, *x, *x]'), /alias/i);
});

function messageOf(text: string): string {
  const read = readSpec(text);
  return read.ok ? '' : read.message;
}

test('options that do not fit together are one sentence each', async () => {
  const said = async (file: string | undefined, options: SpecOptions): Promise<string> => {
    try {
      await specOf(file, options);
      return '';
    } catch (error) {
      assert.ok(error instanceof CliError);
      assert.equal(error.failure.exit, 'usage');
      return error.message;
    }
  };
  assert.match(await said(undefined, {}), /a spec file, or --template/);
  assert.match(await said(undefined, { template: 'articel' }), /--template takes article, /);
  assert.match(await said(undefined, { template: 'article' }), /needs --envoy-admin/);
  const whole = { template: 'article', envoyAdmin: 'http://127.0.0.1:9901', loadUrl: 'http://127.0.0.1:10000/' };
  assert.equal(await said(undefined, whole), '');
  assert.match(await said(undefined, { ...whole, window: '5' }), /--window "5" is not a duration/);
  assert.match(await said(undefined, { ...whole, blocks: 'many' }), /--blocks must be a whole number/);
  assert.match(await said(undefined, { ...whole, blocks: '99' }), /\/blocks must be <= 40/);
  assert.match(await said(undefined, { ...whole, envoyAdmin: 'http://example.org' }), /\/target\/adminUrl must match/);
  assert.match(await said('/no/such/file', {}), /cannot read \/no\/such\/file/);
  assert.match(await said('x.yaml', { loadUrl: 'http://a' }), /--load-url goes with --template/);
});
