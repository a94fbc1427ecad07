import { PerformanceObserver } from 'node:perf_hooks';
import { getHeapSpaceStatistics, setFlagsFromString } from 'node:v8';

/**
 * Of what lives, so much may be garbage before it is collected. What an agent waits with lives for half a minute, too
 * long for the quick collector; V8 by itself lets four times as much gather as it needs.
 */
const GARBAGE_PERCENT = 40;

/**
 * For what is young. By itself V8 takes a hundred megabytes for it, however little survives. The flag that limits it is
 * heeded on Node's command line only, which each way to start a controller would have to repeat.
 */
const YOUNG_GENERATION_BYTES = 32 * 1024 * 1024;

/** Has V8 collect more often instead of taking more memory (decision 0056). At the start of a process. */
export function keepHeapSmall(): void {
  setFlagsFromString(`--heap-growing-percent=${GARBAGE_PERCENT}`);
  const observer = new PerformanceObserver(() => {
    if (youngGenerationBytes() < YOUNG_GENERATION_BYTES) return;
    // It doubles while this is 2, and is looked at whenever it might.
    setFlagsFromString('--semi-space-growth-factor=1');
    observer.disconnect();
  });
  observer.observe({ entryTypes: ['gc'] });
}

export function youngGenerationBytes(): number {
  return getHeapSpaceStatistics().find(({ space_name: name }) => name === 'new_space')?.space_size ?? 0;
}
