import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { at } from '../harness/project.ts';
import { readDoc } from './doc-files.ts';

const PAGE = 'docs/app-coverage.md';

/** Rows of its tables, without headings. */
const rows = readDoc(PAGE)
  .split('\n')
  .filter((line) => line.startsWith('| ') && !/^\| (Asked for|Page|-+) /.test(line));

const proofsOf = (row: string) =>
  [...row.matchAll(/\[([^\]]+)\]\(([^)]+)\)/g)].map(([, title = '', target = '']) => ({
    title,
    file: path.normalize(path.join('docs', target)),
  }));

describe(PAGE, () => {
  it('has rows', () => assert.ok(rows.length > 40, `${rows.length} rows`));

  for (const row of rows) {
    it(row.split('|')[1]?.trim() ?? row, () => {
      const proofs = proofsOf(row);
      assert.ok(proofs.length > 0, 'the row names no test and no picture');
      for (const { title, file } of proofs) {
        assert.ok(existsSync(at(file)), `there is no ${file}`);
        if (!/\.(test|spec)\.tsx?$/.test(file) || file.includes(title)) continue;
        assert.ok(readFileSync(at(file), 'utf8').includes(title), `${file} has no test called “${title}”`);
      }
    });
  }
});
