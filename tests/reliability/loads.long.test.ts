import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { cannotProfile } from '../../collector-agent/src/testing/can-profile.ts';
import { LOADS } from './loads/loads.ts';

describe('a task ends as it must, and nothing is lost, with', { skip: cannotProfile() }, () => {
  for (const load of LOADS) {
    test(load.what, { timeout: 600_000 }, async (t) => {
      const { got, problems } = await load.run();
      t.diagnostic(got);
      assert.deepEqual(problems, []);
    });
  }
});
