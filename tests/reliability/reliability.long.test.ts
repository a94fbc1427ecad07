import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { cannotProfile } from '../../collector-agent/src/testing/can-profile.ts';
import { LONG_FAULTS } from './faults.ts';
import { runFault } from './run-fault.ts';

describe('a task has a true end, and no profile is lost, when for long', { skip: cannotProfile() }, () => {
  for (const fault of LONG_FAULTS) {
    test(`${fault.what}, ${fault.moment}, ${fault.lastsMs / 1_000} s`, { timeout: 1_200_000 }, async () => {
      assert.deepEqual(await runFault(fault), fault.expected);
    });
  }
});
