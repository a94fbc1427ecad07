import { readProcText } from '../discovery/proc-file.ts';

/** Clock ticks a second in /proc/stat: USER_HZ, 100 on every architecture this runs on. */
const USER_HZ = 100;

/**
 * Nanoseconds, summed over CPUs, that the hypervisor kept from this machine since boot (`/proc/stat`, field `steal`).
 * Clock samples count them as CPU time, schedstat does not.
 */
export function stolenNs(): number {
  const stat = readProcText('/proc/stat', 4096);
  const steal = stat.ok ? /^cpu\s+(?:\d+\s+){7}(\d+)/.exec(stat.text)?.[1] : undefined;
  return (Number(steal ?? 0) / USER_HZ) * 1e9;
}
