// Makes the experiment that the app's tests show, from the article's run at a fixed rate (docs/the-article).
// Usage: npm run golden:experiment
import { readFileSync, writeFileSync } from 'node:fs';
import { planExperiment } from '@meshprof/experiments';
import { format } from 'prettier';

const from = new URL('../docs/the-article/fixed-rate.json', import.meta.url);
const to = new URL('../tests/golden/experiments/experiment-of-article.json', import.meta.url);

const { report, slots } = JSON.parse(readFileSync(from, 'utf8'));
const node = 'worker-3';
const spec = { ...report.spec, target: { node, ...report.spec.target } };
const experiment = {
  id: 'exp-1',
  title: report.title,
  state: 'done',
  author: 'mia',
  node,
  variants: report.variants.map(({ name }) => name),
  createdUnixMs: report.startUnixMs - 90_000,
  startUnixMs: report.startUnixMs,
  endUnixMs: report.endUnixMs,
  order: 'run',
  spec,
  seed: report.seed,
  plan: planExperiment(spec, { seed: report.seed }),
  slots,
  report: { ...report, experimentId: 'exp-1' },
};
writeFileSync(to, await format(JSON.stringify(experiment), { parser: 'json', printWidth: 120 }));
