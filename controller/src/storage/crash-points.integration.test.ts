import { testCrashPoints } from '../testing/crash-points.ts';

// Each kill takes a process; every statement has its turn within a week of crash-points.long.test.ts.
testCrashPoints({ first: 5, step: 23 });
