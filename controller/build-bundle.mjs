// Bundles the controller into dist/main.mjs, as the package for npm ships it; a checkout runs from its sources.
import { rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const GRPC_EXPORTER = '@opentelemetry/otlp-grpc-exporter-base';
const packageDir = path.dirname(fileURLToPath(import.meta.url));
// As deep as src, so that paths relative to a module (package.json) hold in both.
const outDir = path.join(packageDir, 'dist');

await rm(outDir, { recursive: true, force: true });
await build({
  entryPoints: [path.join(packageDir, 'src', 'main.ts')],
  outdir: outDir,
  outExtension: { '.js': '.mjs' },
  bundle: true,
  // pg looks for it, and does without.
  external: ['pg-native'],
  // As in collector-agent/build-bundle.mjs: its ES module would load a second gRPC past the bundle.
  alias: { [GRPC_EXPORTER]: createRequire(import.meta.url).resolve(GRPC_EXPORTER) },
  format: 'esm',
  platform: 'node',
  target: 'node22',
  banner: {
    js: "import { createRequire as requireOf } from 'node:module'; const require = requireOf(import.meta.url);",
  },
  sourcemap: 'linked',
  sourcesContent: false,
  logLevel: 'warning',
});
