// The version stands once, in the root's package.json. Everything that repeats it is here, and nowhere else.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const SEMVER = /^\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?$/;

/**
 * @typedef {{ file: string, what: string, version: string }} VersionPlace `file` relative to the folder
 */

/** @param {string} text */
export const isVersion = (text) => SEMVER.test(text);

/**
 * By their numbers: a version and its release candidates are of one age.
 * @param {string} version
 * @param {string} other
 */
export function isOlder(version, other) {
  const [a, b] = [version, other].map((text) => text.replace(/-.*$/, ''));
  return a.localeCompare(b, 'en', { numeric: true }) < 0;
}

/** @param {string} folder of a checkout @returns {string} */
export function projectVersion(folder) {
  return readJson(path.join(folder, 'package.json')).version;
}

/** @param {string} folder @returns {VersionPlace[]} every place, with what stands there */
export function versionPlaces(folder) {
  return [...manifestPlaces(folder), ...lockPlaces(folder), ...textPlaces(folder)];
}

/**
 * Writes the version into every place. The generated reference (OpenAPI) has it, too: run `npm run reference` afterwards.
 * @param {string} folder
 * @param {string} version
 */
export function setVersion(folder, version) {
  if (!isVersion(version)) throw new Error(`${version} is no version: write it like 1.2.3`);
  for (const file of ['package.json', ...workspaces(folder).map((name) => `${name}/package.json`)]) {
    changeJson(path.join(folder, file), (manifest) => setManifest(manifest, version));
  }
  changeJson(path.join(folder, 'package-lock.json'), ({ packages, ...lock }) => {
    lock.version = version;
    for (const name of ['', ...workspaces(folder)]) setManifest(packages[name], version);
    return { ...lock, packages };
  });
  for (const { file, pattern } of textFiles(folder)) {
    const location = path.join(folder, file);
    writeFileSync(
      location,
      readFileSync(location, 'utf8').replaceAll(pattern, (_all, before) => before + version)
    );
  }
}

/** The project's own packages depend on each other at exactly this version. */
function setManifest(manifest, version) {
  manifest.version = version;
  for (const name of Object.keys(manifest.dependencies ?? {})) {
    if (name.startsWith('@meshprof/')) manifest.dependencies[name] = version;
  }
  return manifest;
}

function manifestPlaces(folder) {
  return ['', ...workspaces(folder)].flatMap((name) => {
    const file = path.join(name, 'package.json');
    return placesOf(file, readJson(path.join(folder, file)));
  });
}

function lockPlaces(folder) {
  const file = 'package-lock.json';
  const { packages } = readJson(path.join(folder, file));
  return ['', ...workspaces(folder)].flatMap((name) => placesOf(file, packages[name], ` of ${name || 'the root'}`));
}

function placesOf(file, { version, dependencies = {} }, where = '') {
  const own = Object.entries(dependencies).filter(([name]) => name.startsWith('@meshprof/'));
  return [
    { file, what: `version${where}`, version },
    ...own.map(([name, wanted]) => ({ file, what: `dependency on ${name}${where}`, version: wanted })),
  ];
}

function textPlaces(folder) {
  return textFiles(folder).flatMap(({ file, pattern }) => {
    const found = [...readFileSync(path.join(folder, file), 'utf8').matchAll(pattern)];
    return found.map(([, before, version]) => ({ file, what: before.trim(), version }));
  });
}

/** Files that are no JSON: what stands before the version, and the version. */
function textFiles(folder) {
  const env = { file: '.env', pattern: /^(MESHPROF_VERSION=)(\S+)/gm };
  const images = kustomizations(folder).map((file) => ({
    file,
    // images: - name: meshprof/agent … newTag: 1.2.3; the Collector has the version of its components.
    pattern: /(name: meshprof\/(?!collector)[a-z-]+\n(?:\s+newName: \S+\n)?\s+newTag: ['"]?)([^\s'"]+)/g,
  }));
  // The tags of `docker build` in the guide.
  const guide = {
    file: 'docs/guides/kubernetes.md',
    pattern: /(meshprof\/(?!collector)[a-z-]+:)(\d+\.\d+\.\d+[^\s`]*)/g,
  };
  return [env, ...images, guide];
}

function kustomizations(folder) {
  const base = path.join(folder, 'provisioning', 'kubernetes');
  if (!existsSync(base)) return [];
  return readdirSync(base, { recursive: true, encoding: 'utf8' })
    .filter((name) => path.basename(name) === 'kustomization.yaml')
    .map((name) => path.join('provisioning', 'kubernetes', name));
}

function workspaces(folder) {
  return readJson(path.join(folder, 'package.json')).workspaces;
}

function readJson(file) {
  return JSON.parse(readFileSync(file, 'utf8'));
}

function changeJson(file, change) {
  writeFileSync(file, `${JSON.stringify(change(readJson(file)), null, 2)}\n`);
}
