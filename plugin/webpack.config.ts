import CopyWebpackPlugin from 'copy-webpack-plugin';
import path from 'path';
import type { Configuration } from 'webpack';
import { merge } from 'webpack-merge';
import grafanaConfig, { type Env } from './.config/webpack/webpack.config.ts';

const OWN_PACKAGES = ['contracts', 'experiments'].map((name) => path.resolve(process.cwd(), `../${name}/src`));

/** create-plugin's configuration plus what this repository adds: the `@shared` alias and its own packages. */
const config = async (env: Env): Promise<Configuration> =>
  merge(withParsedMaps(await grafanaConfig(env)), {
    // A cache that was copied with node_modules into another clone would answer with that clone's files.
    cache: { type: 'filesystem', version: process.cwd() },
    module: {
      rules: [
        {
          // Tables, schemas and pure functions: saying that importing them does nothing keeps the schema library, which
          // only services need, out of the bundle.
          include: OWN_PACKAGES,
          sideEffects: false,
        },
      ],
    },
    resolve: {
      alias: { '@shared': path.resolve(process.cwd(), 'src/shared') },
    },
    plugins: [
      // create-plugin copies the app's logo only.
      new CopyWebpackPlugin({ patterns: [{ from: 'qps-profile-panel/img', to: 'qps-profile-panel/img' }] }),
    ],
    performance: {
      // The flame graph chunk is large by nature and loads with the task page only; module.js has its own test.
      hints: false,
    },
  });

/**
 * swc-loader hands source maps on as texts with the folder of the checkout in them. Webpack, which makes paths relative in maps
 * that are objects only, would then have hashes that depend on that folder, and so would the names that Terser chooses: it
 * counts letters, those of hashes too. Two builds of one commit differed by that.
 */
function withParsedMaps(scaffolded: Configuration): Configuration {
  const uses = (scaffolded.module?.rules ?? []).flatMap((rule) =>
    rule && typeof rule === 'object' && rule.use && typeof rule.use === 'object' && 'loader' in rule.use ? rule.use : []
  );
  const swc = uses.find(({ loader }) => loader === 'swc-loader');
  if (typeof swc?.options !== 'object') {
    throw new Error('create-plugin compiles with another loader than swc-loader: is the build reproducible?');
  }
  swc.options = { ...swc.options, parseMap: true };
  return scaffolded;
}

export default config;
