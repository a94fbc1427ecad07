import { testCrashPoints } from '../testing/crash-points.ts';

testCrashPoints({ first: 1, step: 1 });
