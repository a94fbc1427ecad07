import { execFileSync } from 'node:child_process';
import { at } from './project.ts';

/** The controller as it is shipped, made anew from the sources: they would keep the compiler that strips their types in memory. */
export function buildController(): string {
  execFileSync(process.execPath, [at('controller', 'build-bundle.mjs')]);
  return at('controller', 'dist', 'main.mjs');
}
