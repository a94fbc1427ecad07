// Bundles the controller into dist/main.mjs, as the package for npm ships it; a checkout runs from its sources.
import { bundleProgram } from '../scripts/bundle-program.mjs';

await bundleProgram({
  packageDir: import.meta.dirname,
  entry: 'src/main.ts',
  outDir: 'dist',
  // pg looks for it, and does without.
  esbuild: { external: ['pg-native'] },
});
