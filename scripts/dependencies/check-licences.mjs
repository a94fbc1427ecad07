// `npm run check`: licences of all that is shipped, linked, or used to build and test, against allowed-licences.json.
// Python's and Go's are looked at where they are installed.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { projectRoot } from '../setup/folders.mjs';
import { goModules } from './go-modules.mjs';
import { licenceProblem, linkedLibraries, npmDependencies, vendoredLibrary } from './licences.mjs';
import { pythonDistributions } from './python-distributions.mjs';

const lock = JSON.parse(readFileSync(path.join(projectRoot, 'package-lock.json'), 'utf8'));
const dependencies = [
  ...npmDependencies(lock),
  ...linkedLibraries.map(({ package: name, license }) => ({ name, version: '(Debian)', license, use: 'linked' })),
  { ...vendoredLibrary, use: 'linked' },
  ...(await pythonDistributions()),
  ...(await goModules()),
];
const problems = dependencies.map(licenceProblem).filter((problem) => problem !== undefined);
process.stdout.write(problems.map((problem) => `${problem}\n`).join(''));
process.stdout.write(`${dependencies.length} dependencies, ${problems.length} with a licence that is not allowed\n`);
process.exitCode = problems.length === 0 ? 0 : 1;
