import CopyWebpackPlugin from 'copy-webpack-plugin';
import path from 'path';
import type { Configuration } from 'webpack';
import { merge } from 'webpack-merge';
import grafanaConfig, { type Env } from './.config/webpack/webpack.config.ts';

const OWN_PACKAGES = ['contracts', 'experiments'].map((name) => path.resolve(process.cwd(), `../${name}/src`));

/** create-plugin's configuration plus what this repository adds: the `@shared` alias and its own packages. */
const config = async (env: Env): Promise<Configuration> =>
  merge(await grafanaConfig(env), {
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

export default config;
