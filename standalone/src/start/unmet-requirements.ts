import { execFile } from 'node:child_process';

interface Requirement {
  id: string;
  met: boolean;
  remedy: string;
}

/**
 * What `meshprof check` finds missing on this machine, one sentence each: without it the page works, but nothing can be
 * profiled here. An answer that cannot be read counts as such a sentence, too.
 */
export function unmetRequirements(meshprof: string): Promise<string[]> {
  return new Promise((resolve) => {
    execFile(process.execPath, [meshprof, 'check', '--json'], { timeout: 60_000 }, (error, stdout, stderr) => {
      try {
        const requirements = JSON.parse(stdout) as Requirement[];
        resolve(requirements.filter(({ met }) => !met).map(({ id, remedy }) => `${id}: ${remedy}`));
      } catch {
        const why = stderr.trim().split('\n')[0] || error?.message || 'no answer';
        resolve([`meshprof check failed: ${why}`]);
      }
    });
  });
}
