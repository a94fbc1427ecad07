import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { at } from '../harness/project.ts';
import { docFiles, readDoc } from './doc-files.ts';
import { anchorsOf, linksOf } from './links.ts';

const INDEX = 'docs/README.md';

describe('links of the documentation', () => {
  for (const file of docFiles()) {
    it(file, () => {
      for (const { target, anchor, line } of linksOf(readDoc(file))) {
        const place = target === '' ? file : path.normalize(path.join(path.dirname(file), target));
        assert.ok(existsSync(at(place)), `${file}:${line}: there is no ${place}`);
        if (anchor === '' || !place.endsWith('.md')) continue;
        assert.ok(anchorsOf(readDoc(place)).has(anchor), `${file}:${line}: ${place} has no heading #${anchor}`);
      }
    });
  }
});

describe(INDEX, () => {
  const linked = new Set(linksOf(readDoc(INDEX)).map(({ target }) => path.normalize(path.join('docs', target))));

  it('leads to every page of the documentation', () => {
    const pages = docFiles().filter((file) => file.startsWith('docs/') && file !== INDEX);
    const missing = pages.filter((file) => !linked.has(file) && !/^docs\/decisions\/\d/.test(file));
    assert.deepEqual(missing, [], 'add them where a reader would look for them');
  });
});
