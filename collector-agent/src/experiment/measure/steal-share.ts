import os from 'node:os';
import { stolenNs } from '../../record/steal-time.ts';

/** Starts to watch; the function gives the share of the machine's CPU time since then that the hypervisor took, 0 to 1. */
export function watchSteal(): () => number {
  const [startNs, startMs] = [stolenNs(), performance.now()];
  return () => {
    const elapsedNs = (performance.now() - startMs) * 1e6 * os.cpus().length;
    return elapsedNs > 0 ? Math.max(0, stolenNs() - startNs) / elapsedNs : 0;
  };
}
