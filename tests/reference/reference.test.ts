import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { at } from '../harness/project.ts';
import { GENERATED_PAGES } from './pages.ts';

describe('pages that are made from the code', () => {
  for (const [file, make] of Object.entries(GENERATED_PAGES)) {
    it(`${file} is current`, async () => {
      assert.equal(readFileSync(at(file), 'utf8'), await make(), `${file} is stale: run \`npm run reference\``);
    });
  }
});
