import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { cannotProfile } from '../../collector-agent/src/testing/can-profile.ts';
import { formatTime } from './faults/fault-table.ts';
import { LONG_FAULTS } from './faults/faults.ts';
import { runFault } from './faults/run-fault.ts';
import { lacksOf } from './rig/lacks.ts';

describe('a task has a true end, and no profile is lost, when for long', { skip: cannotProfile() }, () => {
  for (const fault of LONG_FAULTS) {
    test(
      `${fault.what}, ${fault.moment}, ${formatTime(fault.lastsMs)}`,
      { timeout: 1_200_000, skip: lacksOf(fault) },
      async () => {
        assert.deepEqual(await runFault(fault), fault.expected);
      }
    );
  }
});
