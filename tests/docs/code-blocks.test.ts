import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { classOf, fileNameOf } from './block-class.ts';
import { codeBlocksOf } from './code-blocks.ts';
import { problemOf } from './command-line-check.ts';
import { runWithStandIns } from './stand-ins.ts';

const PAGE = [
  'Text',
  '```sh check',
  'kubectl apply -k "a b" && x=$(meshprof check --json | head -1)',
  '```',
  '1. In a list',
  '   ```yaml file=policy.yaml',
  '   name: a',
  '   ```',
  '````text',
  '```',
  '````',
].join('\n');

test('blocks of a page, with their place, their words and their text without the indentation of a list', () => {
  const [shell, yaml, text, ...more] = codeBlocksOf('a.md', PAGE);
  assert.deepEqual([shell?.line, shell?.language, classOf(shell!)], [2, 'sh', 'check']);
  assert.deepEqual([yaml?.text, fileNameOf(yaml!)], ['name: a\n', 'policy.yaml']);
  assert.deepEqual([text?.language, text?.text], ['text', '```\n']);
  assert.equal(more.length, 0);
});

test('stand-ins see what the shell made of a line; unknown programs and absolute paths are refused', async () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'meshprof-docs-'));
  const [block] = codeBlocksOf('a.md', PAGE);
  try {
    const { problem, calls } = await runWithStandIns(block!, folder);
    assert.equal(problem, '');
    assert.deepEqual(calls, [
      ['kubectl', 'apply', '-k', 'a b'],
      ['meshprof', 'check', '--json'],
    ]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  for (const [text, said] of [
    ['no-such-program\n', /no-such-program: command not found/],
    ['echo a > /etc/motd\n', /absolute path/],
  ] as const) {
    const fresh = mkdtempSync(path.join(os.tmpdir(), 'meshprof-docs-'));
    const { problem } = await runWithStandIns({ ...block!, text }, fresh);
    rmSync(fresh, { recursive: true, force: true });
    assert.match(problem, said);
  }
});

test('a command line that Meshprof or npm would refuse is found', async () => {
  assert.match((await problemOf(['meshprof', 'record', '--pit', '1'])) ?? '', /unknown option '--pit'/);
  assert.match((await problemOf(['npx', 'meshprof', 'recrod'])) ?? '', /unknown command 'recrod'/);
  assert.match((await problemOf(['npm', 'run', 'no-such-script'])) ?? '', /no script/);
  assert.equal(await problemOf(['npx', 'meshprof', 'record', '--pid', '1', '--output', 'a.pb.gz']), undefined);
  assert.equal(await problemOf(['meshprof', 'record', '--help']), undefined);
  assert.equal(await problemOf(['kubectl', 'anything']), undefined);
});
