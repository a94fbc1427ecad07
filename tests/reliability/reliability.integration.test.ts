import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { cannotProfile } from '../../collector-agent/src/testing/can-profile.ts';
import { SHORT_FAULTS } from './faults/faults.ts';
import { runFault } from './faults/run-fault.ts';
import { lacksOf } from './rig/lacks.ts';

describe('a task has a true end, and no profile is lost, when', { skip: cannotProfile() }, () => {
  for (const fault of SHORT_FAULTS) {
    test(`${fault.what}, ${fault.moment}`, { timeout: 300_000, skip: lacksOf(fault) }, async () => {
      assert.deepEqual(await runFault(fault), fault.expected);
    });
  }
});
