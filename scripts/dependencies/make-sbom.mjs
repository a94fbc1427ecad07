// `npm run sbom`: dist/sbom/meshprof.cdx.json, a bill of materials (CycloneDX) of what is shipped: npm packages as the lock
// file has them, libraries that are linked into the native programs, and the Go modules of the Collector where it was
// built.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { npmProgram } from '../setup/npm-program.mjs';
import { projectRoot } from '../setup/folders.mjs';
import { runChild } from '../test/run-child.mjs';
import { goModules } from './go-modules.mjs';
import { linkedLibraries, vendoredLibrary } from './licences.mjs';

const { name: packageName } = JSON.parse(readFileSync(path.join(projectRoot, 'package.json'), 'utf8'));

export const sbomFile = path.join(projectRoot, 'dist', 'sbom', 'meshprof.cdx.json');

export async function makeSbom() {
  const [program, ...first] = await npmProgram();
  const { code, output } = await runChild(
    [program, ...first, 'sbom', '--sbom-format=cyclonedx', '--omit=dev', '--package-lock-only', '--loglevel=error'],
    { quiet: true }
  );
  if (code !== 0) throw new Error(`npm sbom ended with ${code}: ${output.slice(-2_000)}`);
  const bom = JSON.parse(output);
  // npm calls it by its folder.
  bom.metadata.component.name = packageName;
  bom.components.push(...nativeComponents(), ...(await goModules()).map(goComponent));
  // npm 10 lists a package once for each place where it is installed, which CycloneDX does not allow.
  bom.components = [...new Map(bom.components.map((each) => [each['bom-ref'], each])).values()];
  bom.dependencies = mergeDependencies(bom.dependencies);
  mkdirSync(path.dirname(sbomFile), { recursive: true });
  writeFileSync(sbomFile, `${JSON.stringify(bom, null, 2)}\n`);
  return sbomFile;
}

/** One entry a package, with what it needs in any place. @param {{ ref: string, dependsOn: string[] }[]} dependencies */
export function mergeDependencies(dependencies) {
  const merged = new Map();
  for (const { ref, dependsOn } of dependencies) {
    merged.set(ref, new Set([...(merged.get(ref) ?? []), ...dependsOn]));
  }
  return [...merged].map(([ref, dependsOn]) => ({ ref, dependsOn: [...dependsOn] }));
}

function nativeComponents() {
  const { name, version, license, sourcesSha256, crate } = vendoredLibrary;
  const vendored = {
    ...component({ name, version, license, purl: `pkg:cargo/${crate}@${version}` }),
    hashes: [{ alg: 'SHA-256', content: sourcesSha256 }],
  };
  const linked = linkedLibraries.map(({ package: debian, name, license, in: users }) => {
    const version = debianVersion(debian);
    const purl = `pkg:deb/debian/${encodeURIComponent(debian)}${version === undefined ? '' : `@${encodeURIComponent(version)}`}`;
    return { ...component({ name, version, license, purl }), description: `Linked into ${users}` };
  });
  return [vendored, ...linked];
}

const goComponent = ({ name, version, license }) =>
  component({ name, version, license, purl: `pkg:golang/${name}@${version}` });

function component({ name, version, license, purl }) {
  return {
    type: 'library',
    name,
    ...(version !== undefined && { version }),
    'bom-ref': purl,
    ...(license !== undefined && { licenses: [{ expression: license }] }),
    purl,
  };
}

function debianVersion(name) {
  const { status, stdout } = spawnSync('dpkg-query', ['-W', '-f', '${Version}', name], { encoding: 'utf8' });
  return status === 0 && stdout !== '' ? stdout : undefined;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) process.stdout.write(`${await makeSbom()}\n`);
