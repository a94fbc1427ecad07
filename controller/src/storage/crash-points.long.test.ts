import { testCrashPoints } from '../testing/crash-points.ts';

/** Every statement takes an hour: a run takes each seventh, and a week of nightly runs all of them. */
const STEP = 7;
const DAY_MS = 86_400_000;

const isWhole = process.env.MESHPROF_CRASH_POINTS === 'all';
const today = Math.floor(Date.now() / DAY_MS) % STEP;

testCrashPoints(isWhole ? { first: 1, step: 1 } : { first: 1 + today, step: STEP });
