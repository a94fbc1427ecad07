import type { ExperimentSpec } from '@meshprof/contracts';
import { type TemplateName, templateSpec } from '@meshprof/experiments';
import type { Demo } from '../../../standalone/src/demo/demo-types.ts';
import { hasTwoCpus, OTHER_CPU } from './article-demo.ts';
import type { ArticleRunName } from './article-run.ts';

const SEED = 2022;
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

export function articleSpec(name: ArticleRunName, demo: Demo, { short }: { readonly short: boolean }): ExperimentSpec {
  const { template, ...size } = SIZES[name];
  const isSaturation = name === 'saturation';
  const load: ExperimentSpec['load'] = {
    generator: isSaturation ? 'wrk' : 'h2load',
    url: demo.url,
    connections: CONNECTIONS,
    ...(hasTwoCpus() && { cpus: OTHER_CPU }),
  };
  const target = { adminUrl: demo.adminUrl, pid: demo.pids()['envoy']! };
  return {
    ...templateSpec(template, { driver: 'envoy-runtime', target, load }),
    title: `The article: ${name}`,
    mode: isSaturation ? 'saturation' : 'fixed-rate',
    seed: SEED,
    ...size,
    ...(short && { blocks: 2, warmMs: 0, windowMs: 2_000, profileMs: size.profileMs && 2_000, indicative: true }),
  };
}
