import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { notesOf, releaseChangelog, unreleasedPart } from '../../scripts/release/changelog.mjs';
import { at } from '../harness/project.ts';

const TEXT = `# Changelog

## Unreleased

### Added

- Something new.

## 0.1.0 (2026-01-01)

- The first.
`;

describe('a release in the changelog', () => {
  it('names what was unreleased, and begins anew', () => {
    const released = releaseChangelog(TEXT, '0.2.0', '2026-11-26');
    assert.match(
      released,
      /## Unreleased\n\n## 0\.2\.0 \(2026-11-26\)\n\n### Added\n\n- Something new\.\n\n## 0\.1\.0/
    );
    assert.equal(unreleasedPart(released).trim(), '');
    assert.equal(notesOf(released, '0.2.0'), '### Added\n\n- Something new.\n');
    assert.equal(notesOf(released, '0.1.0'), '- The first.\n');
  });

  it('is refused twice, and where nothing is new', () => {
    const released = releaseChangelog(TEXT, '0.2.0', '2026-11-26');
    assert.throws(() => releaseChangelog(released, '0.3.0', '2026-11-27'), /nothing stands under/);
    assert.throws(() => releaseChangelog(TEXT, '0.1.0', '2026-11-26'), /has 0\.1\.0 already/);
    assert.throws(() => unreleasedPart('# Changelog\n'), /there is no/);
  });

  it('is possible with ours', () => {
    for (const file of ['CHANGELOG.md', 'plugin/CHANGELOG.md']) {
      assert.ok(unreleasedPart(readFileSync(at(file), 'utf8')) !== undefined, file);
    }
  });
});
