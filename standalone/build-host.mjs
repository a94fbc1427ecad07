// Builds the host page's script and its icons and fonts into dist/host. The start and test scripts call it when its
// sources have changed.
import { existsSync } from 'node:fs';
import { cp, mkdir, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const packageDir = path.dirname(fileURLToPath(import.meta.url));
const hostSources = path.join(packageDir, 'src', 'host');
const outDir = path.join(packageDir, 'dist', 'host');
const require = createRequire(import.meta.url);

/** The version whose insides `grafana-runtime-internal/*` was written for. */
const RUNTIME_VERSION = '13.0.1';

const packageDirOf = (name) => path.dirname(require.resolve(`${name}/package.json`));

async function runtimeInternals() {
  const runtimeDir = packageDirOf('@grafana/runtime');
  const { version } = JSON.parse(await readFile(path.join(runtimeDir, 'package.json'), 'utf8'));
  if (version !== RUNTIME_VERSION) {
    throw new Error(
      `@grafana/runtime is ${version}; check that setPluginPage still stands where ${RUNTIME_VERSION} had it`
    );
  }
  return { 'grafana-runtime-internal/PluginPage': path.join(runtimeDir, 'dist/esm/components/PluginPage.mjs') };
}

/**
 * Imports of CommonJS packages from .mjs files get Node's rule (default = module.exports), but these packages were
 * written for the bundlers' rule (default = exports.default); without this React gets an object for a component.
 */
const bundlerDefaults = {
  name: 'bundler-defaults',
  setup(build) {
    const names = /^(react-custom-scrollbars-2|calculate-size|react-highlight-words)$/;
    build.onResolve({ filter: names }, async ({ path: name, importer, resolveDir, kind, pluginData }) => {
      if (pluginData === 'inner' || !importer.endsWith('.mjs')) return undefined;
      const inner = await build.resolve(name, { importer, resolveDir, kind, pluginData: 'inner' });
      return { path: inner.path, namespace: 'bundler-default' };
    });
    build.onLoad({ filter: /.*/, namespace: 'bundler-default' }, ({ path: file }) => ({
      contents: `const inner = require(${JSON.stringify(file)}); module.exports = inner.default ?? inner;`,
      resolveDir: path.dirname(file),
    }));
  },
};

async function buildScript() {
  await build({
    entryPoints: [path.join(hostSources, 'browser', 'main.tsx')],
    entryNames: 'host',
    chunkNames: 'chunks/[name]-[hash]',
    assetNames: 'assets/[name]-[hash]',
    outdir: outDir,
    bundle: true,
    minify: true,
    format: 'esm',
    // Keeps what few pages need, such as the code editor, out of the first load.
    splitting: true,
    target: 'es2022',
    jsx: 'automatic',
    define: { 'process.env.NODE_ENV': '"production"', global: 'globalThis' },
    alias: await runtimeInternals(),
    plugins: [bundlerDefaults],
    loader: { '.svg': 'dataurl', '.png': 'dataurl', '.ttf': 'file' },
    legalComments: 'eof',
    logLevel: 'warning',
  });
}

/**
 * @grafana/ui ships files for about two thirds of its icon names. Those that the app shows are ours, in src/host/icons;
 * any other gets a plain circle, so that no page asks for a file that does not exist.
 */
async function copyIcons() {
  const icons = path.join(outDir, 'icons');
  await cp(path.join(packageDirOf('@grafana/ui'), 'dist', 'public', 'img', 'icons'), icons, { recursive: true });
  const unicons = path.join(icons, 'unicons');
  await cp(path.join(hostSources, 'icons'), unicons, { recursive: true });
  // By path: the package as a whole needs a browser to load.
  const { availableIconsIndex } = require(path.join(packageDirOf('@grafana/data'), 'dist/cjs/types/icon.cjs'));
  const placeholder = path.join(unicons, 'circle.svg');
  const missing = Object.keys(availableIconsIndex).filter((name) => !existsSync(path.join(unicons, `${name}.svg`)));
  await Promise.all(missing.map((name) => cp(placeholder, path.join(unicons, `${name}.svg`))));
}

/** Under the names that the global styles of @grafana/ui ask for. */
async function copyFonts() {
  const fonts = path.join(outDir, 'fonts');
  const inter = path.join(packageDirOf('inter-ui'), 'web');
  const copies = ['Regular', 'Medium', 'Italic', 'MediumItalic'].map((face) =>
    cp(path.join(inter, `Inter-${face}.woff2`), path.join(fonts, 'inter', `Inter-${face}.woff2`))
  );
  const robotoMono = path.join(packageDirOf('@fontsource-variable/roboto-mono'), 'files');
  const robotoName = 'L0xTDF4xlVMF-BfR8bXMIhJHg45mwgGEFl0_3vrtSM1J-gEPT5Ese6hmHSh0mQ.woff2';
  await Promise.all([
    ...copies,
    cp(path.join(robotoMono, 'roboto-mono-latin-wght-normal.woff2'), path.join(fonts, 'roboto', robotoName)),
  ]);
}

await rm(outDir, { recursive: true, force: true });
await mkdir(outDir, { recursive: true });
await Promise.all([buildScript(), copyIcons(), copyFonts()]);
