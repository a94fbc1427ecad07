import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { describe, it } from 'node:test';
import { parseAllDocuments } from 'yaml';
import { at } from '../harness/project.ts';
import { classOf, COMMAND_CLASSES, isShell, testFileOf, whereOf } from './block-class.ts';
import { type CodeBlock, codeBlocksOf } from './code-blocks.ts';
import { problemOf } from './command-line-check.ts';
import { docFiles, readDoc } from './doc-files.ts';
import { PageShell } from './real-shell.ts';
import { runWithStandIns } from './stand-ins.ts';

const blocks = docFiles().flatMap((file) => codeBlocksOf(file, readDoc(file)));
const ofClass = (name: string): CodeBlock[] => blocks.filter((block) => isShell(block) && classOf(block) === name);

describe('blocks of the documentation', () => {
  it('each says what it is: `sh` with a class, a language, or `text`', () => {
    for (const block of blocks) {
      assert.notEqual(block.language, '', `${whereOf(block)}: write \`text\` behind the fence, or \`sh\` and a class`);
      if (!isShell(block)) continue;
      const classes = [...COMMAND_CLASSES, 'tested-by=FILE'].join(', ');
      assert.ok(
        classOf(block),
        `${whereOf(block)}: \`sh\` needs a class behind it: ${classes} (tests/docs/block-class.ts)`
      );
      assert.equal(block.language, 'sh', `${whereOf(block)}: \`sh\`, as everywhere`);
    }
    assert.ok(ofClass('run').length + ofClass('stack').length > 5, 'most commands are run');
  });

  it('are YAML and JSON where they say so', () => {
    for (const block of blocks) {
      if (block.language === 'json') assert.doesNotThrow(() => JSON.parse(block.text) as unknown, whereOf(block));
      if (block.language !== 'yaml') continue;
      const errors = parseAllDocuments(block.text).flatMap((document) => ('errors' in document ? document.errors : []));
      assert.deepEqual(errors, [], whereOf(block));
    }
  });

  it('are run by the test that they name', () => {
    for (const block of ofClass('tested-by')) {
      const file = at(testFileOf(block));
      assert.ok(existsSync(file), `${whereOf(block)}: ${testFileOf(block)} is not there`);
      assert.match(readFileSync(file, 'utf8'), /\bit\(|\btest\(/, whereOf(block));
    }
  });
});

describe('commands that need more than this machine', () => {
  for (const block of ofClass('check')) {
    it(whereOf(block), async () => {
      const folder = mkdtempSync(path.join(os.tmpdir(), 'meshprof-docs-'));
      try {
        const { problem, calls } = await runWithStandIns(block, folder);
        assert.equal(problem, '');
        assert.ok(calls.length > 0, 'it calls nothing');
        for (const call of calls) assert.equal(await problemOf(call), undefined, call.join(' '));
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    });
  }
});

describe('commands that run anywhere', () => {
  const files = new Set(ofClass('run').map(({ file }) => file));
  for (const file of files) {
    it(file, async () => {
      using shell = new PageShell();
      for (const block of blocks.filter((each) => each.file === file)) {
        if (isShell(block) && classOf(block) !== 'run') continue;
        const ended = await shell.take(block, 60_000);
        if (ended !== undefined) assert.equal(ended.code, 0, `${whereOf(block)}: ${ended.stderr}`);
      }
    });
  }
});
