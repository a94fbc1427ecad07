import type { ExperimentSpec } from '@meshprof/contracts';
import { type TemplateName, templateSpec } from '@meshprof/experiments';
import type { Demo } from '../../../standalone/src/demo/demo-types.ts';
import { hasTwoCpus, OTHER_CPU } from './article-demo.ts';
import type { ArticleRunName } from './article-run.ts';

const SEED = 2022;

/** The demo serves nobody: that a busy machine makes it slow must not end half an hour of measuring. */
const GUARDS = { p99Factor: 1_000, p99ForMs: 600_000, errorsPoints: 5 };
const CONNECTIONS = 16;

/** As short as a result allows, so that all three take about half an hour. `short` is for trying the command itself. */
interface Size {
  readonly template: TemplateName;
  readonly blocks: number;
  readonly warmMs: number;
  readonly windowMs: number;
  readonly profileMs: number;
}

const SIZES: Readonly<Record<ArticleRunName, Size>> = {
  // Against one variant the sign-flip test needs six blocks, against four eight.
  'a-a': { template: 'a-a', blocks: 6, warmMs: 3_000, windowMs: 6_000, profileMs: 0 },
  'fixed-rate': { template: 'article', blocks: 8, warmMs: 3_000, windowMs: 6_000, profileMs: 6_000 },
  saturation: { template: 'article', blocks: 8, warmMs: 2_000, windowMs: 5_000, profileMs: 0 },
};

export interface ArticleOptions {
  readonly short: boolean;
  /** Of the fixed rate; default: calibrated. */
  readonly requestsPerSecond?: number;
  /** Of each window, and of each profile; half of it to warm up. */
  readonly windowMs?: number;
}

export function articleSpec(name: ArticleRunName, demo: Demo, options: ArticleOptions): ExperimentSpec {
  const { template, ...size } = SIZES[name];
  const { requestsPerSecond, windowMs } = options;
  const isSaturation = name === 'saturation';
  const load: ExperimentSpec['load'] = {
    generator: isSaturation ? 'wrk' : 'h2load',
    url: demo.url,
    connections: CONNECTIONS,
    ...(requestsPerSecond !== undefined && !isSaturation && { requestsPerSecond }),
    ...(hasTwoCpus() && { cpus: OTHER_CPU }),
  };
  const target = { adminUrl: demo.adminUrl, pid: demo.pids()['envoy']! };
  return {
    ...templateSpec(template, { driver: 'envoy-runtime', target, load }),
    title: `The article: ${name}`,
    mode: isSaturation ? 'saturation' : 'fixed-rate',
    seed: SEED,
    guards: GUARDS,
    ...size,
    ...(windowMs !== undefined && { windowMs, warmMs: windowMs / 2, profileMs: size.profileMs && windowMs }),
    ...(options.short && {
      blocks: 2,
      warmMs: 1_000,
      windowMs: 2_000,
      profileMs: size.profileMs && 2_000,
      indicative: true,
    }),
  };
}
