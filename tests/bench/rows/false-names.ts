import { existsSync } from 'node:fs';
import { at } from '../../harness/project.ts';
import { run } from '../../harness/run.ts';
import type { BenchContext, BenchRow } from '../bench-row.ts';

/** Property tests that name a binary and its stripped twin address by address. */
const PROPERTY_TESTS = [
  'symbols.test.ts',
  'symbol-names.integration.test.ts',
  'go-names.integration.test.ts',
  'stripped-names.test.ts',
  'envoy-names.integration.test.ts',
];

/** The false names that the property tests find: a test fails at the first. */
export async function falseNames({ say }: BenchContext): Promise<BenchRow[]> {
  const files = PROPERTY_TESTS.map((name) => at('native', 'test', name)).filter((file) => existsSync(file));
  say(`false names: ${files.length} files of property tests`);
  const { code, stdout } = await run([process.execPath, '--test', '--test-reporter=tap', ...files], {
    timeoutMs: 600_000,
  });
  const { passed, failures, notes } = parseTap(stdout);
  if (passed + failures.length === 0) throw new Error(`no property test ran (status ${code}):\n${stdout.slice(-500)}`);
  return [
    {
      what: 'False names: binaries against their unstripped twins, every function',
      goal: '0',
      got: failures.length === 0 ? '0' : `at least ${failures.length}, in: ${failures.join('; ')}`,
      how: [`${passed} property tests of \`native/test\` passed`, ...notes].join('; '),
    },
  ];
}

/** Results of node:test as TAP: totals, names of failed tests, and what tests said of themselves by `diagnostic`. */
export function parseTap(tap: string): { passed: number; failures: string[]; notes: string[] } {
  const [, passed = '0'] = /^# pass (\d+)$/m.exec(tap) ?? [];
  // A file or suite that fails only because a test in it does is not one more.
  const failed = Array.from(tap.matchAll(/^( *)not ok \d+ - (.*)$/gm), ([, indent, name]) => ({
    depth: indent!.length,
    name: name!,
  }));
  const deepest = Math.max(0, ...failed.map(({ depth }) => depth));
  const notes = Array.from(tap.matchAll(/^ *# (\d[\d,]* .*)$/gm), ([, note]) => note!);
  return {
    passed: Number(passed),
    failures: failed.filter(({ depth }) => depth === deepest).map(({ name }) => name),
    notes,
  };
}
