// What set-up has installed from PyPI, with the licences that packages state in one of three ways.
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { pythonToolsDir } from '../setup/folders.mjs';

const LIST = `
import importlib.metadata as m, json
print(json.dumps([{
  'name': d.metadata['Name'], 'version': d.version, 'expression': d.metadata.get('License-Expression'),
  'text': d.metadata.get('License'), 'classifiers': d.metadata.get_all('Classifier') or []
} for d in m.distributions()]))`;

/** Part of the virtual environment, not of the project. */
const OF_PYTHON = new Set(['pip', 'setuptools', 'wheel']);

/** The ways in which people write them, as SPDX has them. */
const SPELLINGS = [
  [/apache/i, 'Apache-2.0'],
  [/\bmpl\b|mozilla/i, 'MPL-2.0'],
  [/\bmit\b/i, 'MIT'],
  [/3-clause|new bsd|modified bsd|\bbsd\b/i, 'BSD-3-Clause'],
  [/\bisc\b/i, 'ISC'],
  [/python software foundation|\bpsf\b/i, 'PSF-2.0'],
  [/unlicense/i, 'Unlicense'],
];

/** @returns {Promise<{ name: string, version: string, license: string | undefined, use: 'tools' }[]>} none where there is no virtual environment */
export async function pythonDistributions() {
  const python = path.join(pythonToolsDir, 'bin', 'python3');
  if (!existsSync(python)) return [];
  const { stdout } = await promisify(execFile)(python, ['-c', LIST], { maxBuffer: 1 << 26 });
  return JSON.parse(stdout)
    .filter(({ name }) => !OF_PYTHON.has(name))
    .map(({ name, version, ...stated }) => ({
      name,
      version,
      license: licenceOf(stated),
      // Envoy, which the demo runs, is a program of its own; the others check and test.
      use: 'tools',
    }));
}

function licenceOf({ expression, text, classifiers }) {
  if (expression) return expression;
  const named = classifiers.filter((line) => line.startsWith('License :: ')).map((line) => line.split(' :: ').at(-1));
  // A whole licence in the field says less than its first line.
  const candidates = [...named, ...(text ? [text.split('\n')[0]] : [])];
  return candidates.map((words) => SPELLINGS.find(([pattern]) => pattern.test(words))?.[1]).find(Boolean);
}
