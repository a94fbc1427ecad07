// Writes NAME.txt for each NAME.in beside this file: all packages that it needs, with checksums of every file that pip
// may take for them. Run it after a change of a version:
//   node scripts/setup/python/lock.mjs UV        (UV: a program `uv`, as PyPI has it)
import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';

const [uv = 'uv'] = process.argv.slice(2);
/** Older ones are nowhere that Node 18 is the system's. */
const oldestPython = '3.11';

for (const input of readdirSync(import.meta.dirname).filter((name) => name.endsWith('.in'))) {
  const output = input.replace(/\.in$/, '.txt');
  const options = ['--universal', '--generate-hashes', '--no-header', '--quiet', `--python-version=${oldestPython}`];
  execFileSync(uv, ['pip', 'compile', ...options, '--output-file', output, input], {
    cwd: import.meta.dirname,
    stdio: 'inherit',
  });
}
