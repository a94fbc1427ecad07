import { spawnSync } from 'node:child_process';
import { COMPILER } from './initramfs/make-initramfs.ts';

/** Why guest/constrain.c cannot be used here, or false. */
export function cannotConstrain(): string | false {
  if (process.getuid?.() !== 0) return 'needs root';
  const source = 'int main(void) { return 0; }';
  const compiled = spawnSync(COMPILER, ['-static', '-x', 'c', '-o', '/dev/null', '-'], { input: source });
  return compiled.status === 0 ? false : 'no compiler that links statically';
}
