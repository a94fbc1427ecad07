// Bundles one of our programs with esbuild. Called by the build-bundle.mjs of its package.
import { rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { build } from 'esbuild';

const GRPC_EXPORTER = '@opentelemetry/otlp-grpc-exporter-base';

/**
 * @param {object} options
 * @param {string} options.packageDir
 * @param {string} options.entry relative to the package
 * @param {string} options.outDir relative to the package; as deep as the entry's folder, so that paths relative to a
 *   module (package.json) hold in both
 * @param {import('esbuild').BuildOptions} [options.esbuild] what this program wants besides
 */
export async function bundleProgram({ packageDir, entry, outDir, esbuild = {} }) {
  const outdir = path.join(packageDir, outDir);
  const resolve = createRequire(path.join(packageDir, 'package.json')).resolve;
  await rm(outdir, { recursive: true, force: true });
  await build({
    entryPoints: [path.join(packageDir, entry)],
    outdir,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    // The ES module of this package requires gRPC at run time, past any bundler: a second copy, whose objects the first
    // does not know. Its CommonJS twin is bundled like everything else.
    alias: { [GRPC_EXPORTER]: resolve(GRPC_EXPORTER) },
    format: 'esm',
    platform: 'node',
    target: 'node22',
    // CommonJS packages among the dependencies call require for Node's own modules.
    banner: {
      js: "import { createRequire as requireOf } from 'node:module'; const require = requireOf(import.meta.url);",
    },
    sourcemap: 'linked',
    sourcesContent: false,
    logLevel: 'warning',
    ...esbuild,
  });
}
