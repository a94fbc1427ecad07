/**
 * The production build as Grafana and its catalog want it: what a validator would look at before the plugin is signed,
 * and how much a browser loads.
 */
import assert from 'node:assert/strict';
import { existsSync, lstatSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { gzipSync } from 'node:zlib';
import { PLUGIN_ID } from '@meshprof/contracts';
import { at } from '../harness/project.ts';

const DIST = at('plugin', 'dist');
const SOURCE = at('plugin', 'src');

interface Include {
  readonly type: string;
  readonly name: string;
  readonly path?: string;
  readonly action?: string;
  readonly role?: string;
  readonly icon?: string;
  readonly addToNav?: boolean;
  readonly defaultNav?: boolean;
}

interface Manifest {
  readonly id: string;
  readonly type: string;
  readonly name: string;
  readonly languages?: string[];
  readonly info: {
    readonly version: string;
    readonly updated: string;
    readonly description: string;
    readonly keywords: string[];
    readonly logos: { small: string; large: string };
    readonly screenshots: { name: string; path: string }[];
    readonly links?: { name: string; url: string }[];
  };
  readonly includes?: Include[];
  readonly routes?: { path: string; reqAction: string }[];
  readonly roles?: { role: { permissions: { action: string }[] }; grants: string[] }[];
  readonly dependencies: { grafanaDependency: string };
}

const isBuilt = existsSync(path.join(DIST, 'module.js'));
const skip = isBuilt ? false : 'plugin/dist is not built: npm run setup builds it';

const files = isBuilt
  ? readdirSync(DIST, { recursive: true, encoding: 'utf8' }).filter((file) => !lstatSync(inDist(file)).isDirectory())
  : [];
const manifests = files.filter((file) => path.basename(file) === 'plugin.json').sort((a, b) => a.length - b.length);

function inDist(file: string): string {
  return path.join(DIST, file);
}
function read(file: string): string {
  return readFileSync(inDist(file), 'utf8');
}
function manifestOf(file: string): Manifest {
  return JSON.parse(read(file)) as Manifest;
}
function gzipKb(file: string): number {
  return gzipSync(readFileSync(inDist(file))).length / 1000;
}

describe('plugin.json of the build', { skip }, () => {
  const app = isBuilt ? manifestOf('plugin.json') : ({} as Manifest);
  const includes = app.includes ?? [];

  it('is the app’s, with nested panels only beside it', () => {
    assert.equal(app.id, PLUGIN_ID);
    assert.match(app.id, /^[0-9a-z]+-([0-9a-z]+-)?app$/);
    for (const file of manifests.slice(1)) {
      const { id, type } = manifestOf(file);
      assert.equal(type, 'panel', file);
      // Grafana's schema has one word in the middle; its own plugins (grafana-iot-sitewise-datasource) have more.
      assert.match(id, /^[0-9a-z]+(-[0-9a-z]+)*-panel$/, file);
      assert.equal(id.split('-')[0], app.id.split('-')[0], 'panels of the same organisation');
      assert.ok(existsSync(inDist(path.join(path.dirname(file), 'module.js'))), `${file} has its module.js`);
    }
  });

  it('has no stray plugin.json, test or fixture', () => {
    for (const file of manifests) {
      const folder = path.join(SOURCE, path.dirname(file));
      const hasModule = ['module.ts', 'module.tsx'].some((name) => existsSync(path.join(folder, name)));
      assert.ok(hasModule, `${file} belongs to a plugin`);
    }
    assert.deepEqual(
      files.filter((file) => /__tests__|\.test\.|fixtures?\/|\.tsx?$/.test(file)),
      []
    );
  });

  it('has every placeholder filled in', () => {
    for (const file of files.filter((name) => /\.(json|md)$/.test(name))) {
      assert.doesNotMatch(read(file), /%(VERSION|TODAY|PLUGIN_ID)%/, file);
    }
    const { version } = JSON.parse(readFileSync(at('plugin', 'package.json'), 'utf8')) as { version: string };
    for (const file of manifests) {
      const { info } = manifestOf(file);
      assert.equal(info.version, version, file);
      assert.match(info.updated, /^\d{4}-\d\d-\d\d$/, file);
    }
  });

  it('says what the catalog shows', () => {
    for (const file of manifests) {
      const { info, name, dependencies } = manifestOf(file);
      assert.ok(name.length > 0 && info.description.length > 40, file);
      assert.ok(info.keywords.length > 0, file);
      assert.match(dependencies.grafanaDependency, /^>=\d+\.\d+\.\d+$/, file);
      for (const { url } of info.links ?? []) assert.match(url, /^https:\/\//, file);
      const pictures = [info.logos.small, info.logos.large, ...info.screenshots.map((shot) => shot.path)];
      for (const picture of pictures) {
        assert.ok(existsSync(inDist(path.join(path.dirname(file), picture))), `${file}: ${picture}`);
      }
      assert.match(info.logos.small, /\.svg$/, file);
    }
    const links = (app.info.screenshots ?? []).map(({ name }) => name);
    assert.equal(new Set(links).size, links.length, 'screenshots have names of their own');
  });

  it('leads its navigation to pages that exist, one of them first', () => {
    const pages = includes.filter(({ type }) => type === 'page');
    const routes = readFileSync(path.join(SOURCE, 'routes.ts'), 'utf8');
    for (const { name, path: address = '', action, role } of pages) {
      const tail = new RegExp(`^/a/${app.id}/(.+)$`).exec(address)?.[1];
      if (tail === undefined) assert.equal(address, `/plugins/${app.id}`, name);
      else assert.match(routes, new RegExp(`: '${tail}'`), name);
      assert.ok(action !== undefined || role !== undefined, `${name} says who sees it`);
    }
    assert.equal(pages.filter(({ defaultNav }) => defaultNav).length, 1);
    assert.equal(new Set(pages.map(({ name }) => name)).size, pages.length);
    for (const { type, path: file = '', name } of includes) {
      if (type === 'dashboard') assert.ok(existsSync(inDist(file)), name);
    }
  });

  it('grants each of its own actions, and asks for no other', () => {
    const roles = app.roles ?? [];
    const granted = new Set(roles.flatMap(({ role }) => role.permissions.map(({ action }) => action)));
    const asked = [...(app.routes ?? []).map(({ reqAction }) => reqAction), ...includes.map(({ action }) => action)];
    for (const action of asked) if (action !== undefined) assert.ok(granted.has(action), action);
    for (const action of granted) assert.ok(action.startsWith(`${app.id}.`) || action.startsWith(`${app.id}:`), action);
    for (const { grants } of roles) assert.ok(grants.length > 0);
  });

  it('ships a file for each of its languages', () => {
    for (const file of manifests) {
      const { id, languages = [] } = manifestOf(file);
      for (const language of languages) {
        const texts = path.join(path.dirname(file), 'locales', language, `${id}.json`);
        assert.ok(existsSync(inDist(texts)), texts);
      }
    }
    assert.ok((app.languages ?? []).length >= 2);
  });
});

describe('files of the build', { skip }, () => {
  it('are complete for a signature: README, CHANGELOG, LICENSE, no links out of the folder', () => {
    for (const file of ['README.md', 'CHANGELOG.md', 'LICENSE']) assert.ok(read(file).length > 100, file);
    for (const file of files) assert.ok(!lstatSync(inDist(file)).isSymbolicLink(), file);
    const relativeLinks = [...read('README.md').matchAll(/\]\((?!https?:|#)([^)]+)\)/g)].map(([, target]) => target);
    for (const target of relativeLinks) assert.ok(existsSync(inDist(target!)), `README links to ${target}`);
  });

  it('load in budgeted steps', (context: TestContext) => {
    const scripts = files.filter((file) => file.endsWith('.js')).map((file) => ({ file, kb: gzipKb(file) }));
    for (const { file, kb } of scripts.sort((a, b) => b.kb - a.kb)) {
      context.diagnostic(`${kb.toFixed(1).padStart(7)} KB gzip  ${file}`);
      assert.ok(kb <= budgetOf(file), `${file} is ${kb.toFixed(1)} KB, its budget ${budgetOf(file)} KB`);
    }
    const all = scripts.reduce((sum, { kb }) => sum + kb, 0);
    context.diagnostic(`${all.toFixed(1).padStart(7)} KB gzip  together`);
    assert.ok(all <= BUDGETS_KB.all, `all scripts are ${all.toFixed(1)} KB, their budget ${BUDGETS_KB.all} KB`);
  });
});

/** Kilobytes after gzip. Grafana loads the app's module.js on every page once an extension link of it is in use. */
const BUDGETS_KB = { appModule: 10, panelModule: 60, chunk: 80, all: 500 };

function budgetOf(file: string): number {
  if (file === 'module.js') return BUDGETS_KB.appModule;
  return path.basename(file) === 'module.js' ? BUDGETS_KB.panelModule : BUDGETS_KB.chunk;
}
