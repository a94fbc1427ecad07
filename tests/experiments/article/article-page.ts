import type { ArticleRun, ArticleRunName } from './article-run.ts';
import { comparisonTable } from './article-comparisons.ts';
import { costTable, proofTable, reconciliationTable, shareTable, throughputTable } from './article-tables.ts';
import { percentText } from './number-text.ts';
import { ARTICLE_URL } from './the-article.ts';

export type ArticleRuns = Readonly<Record<ArticleRunName, ArticleRun>>;

/** docs/the-article.md as a whole. Every number in it comes from the three reports and their slots. */
export function articlePage(runs: ArticleRuns): string {
  return [
    introduction(runs),
    againstTheArticle(runs),
    cost(runs['fixed-rate']),
    throughput(runs.saturation),
    noise(runs['a-a']),
    proof(runs),
    limits(runs),
  ].join('\n');
}

function introduction(runs: ArticleRuns): string {
  return `# The article, measured again

In 2022 [_Pinpoint Service Mesh Critical Performance Impact by using eBPF_](${ARTICLE_URL})
showed with flame graphs what tracing and access logs cost a sidecar, and turned them off for more requests per second: one run
each, without any variance. This page asks the same questions with \`meshprof experiment\`: every setting several times, in an
order drawn by lot, each slot with proof from Envoy that the setting was in force, and a verdict that may be _inconclusive_.

\`npm run experiment:article\` measures all of it and writes this page; the reports lie in [the-article/](the-article/).

${Object.values(runs)
  .map(({ name, conditions }) => `- \`${name}\`: commit \`${conditions.commit}\`, ${conditions.machine}\n`)
  .join('')}
Numbers in parentheses are 95 % intervals. CPU a request is all CPU time of Envoy's process, in the kernel too.
`;
}

function againstTheArticle(runs: ArticleRuns): string {
  return `## Step by step

Changes are of slots of the same block; requests/s under saturation, CPU at a fixed rate.

${comparisonTable(runs.saturation, runs['fixed-rate'])}
`;
}

function cost(run: ArticleRun): string {
  const rate = run.report.spec.load.requestsPerSecond;
  return `## What a request costs

At a fixed rate${rate === undefined ? '' : ` of ${rate.toLocaleString('en-US')} requests/s`}, ${run.report.blocks} blocks, seed ${run.report.seed}. This is the primary measure: it
varies less than throughput, and says what each request pays.

${costTable(run)}
${reasons(run)}
### What the profiles say

Shares of all slots of a variant together; intervals over slots, not over samples. The article's share of switches is the last
but one column.

${shareTable(run)}
A share understates what a feature costs: its allocations, its share of the kernel and its connections carry other names. So the
report compares CPU a request category by category, _direct_ for the categories of the knobs that a variant turns, _indirect_ for
all others, and says whether they add up to the difference that was measured without any profile.

${reconciliationTable(run)}`;
}

function reasons({ report }: ArticleRun): string {
  return report.variants
    .filter(({ baseline }) => !baseline)
    .map(({ name, reason }) => `- \`${name}\`: ${reason}\n`)
    .join('');
}

function throughput(run: ArticleRun): string {
  return `## How many requests it takes

Under saturation (wrk, closed loop), ${run.report.blocks} blocks, seed ${run.report.seed}. Envoy, wrk, nginx and the span sink share the CPUs, so what
is saved in Envoy is shared with them, and the change is smaller than that of CPU a request would make it on a machine of its own.

${throughputTable(run)}`;
}

function noise({ report }: ArticleRun): string {
  const { sdPercent, detectablePercent, aaSlots } = report.noise;
  const rows = report.variants
    .filter(({ baseline }) => !baseline)
    .map(({ name, verdict, reason }) => `- \`${name}\`: **${verdict ?? 'no verdict'}**. ${reason}\n`);
  return `## The same against itself

Template \`a-a\`: two variants that set the same. Whatever it finds is noise, and it must never say _costs_.

${rows.join('')}
Standard deviation of a block's ratio, of ${aaSlots} A/A slots: ${percentText(sdPercent)}; the smallest effect found with 80 % power: ${percentText(detectablePercent)}.
`;
}

function proof(runs: ArticleRuns): string {
  return `## Proof that the settings were in force

${proofTable(runs['fixed-rate'])}
After each experiment the configuration is proven to be the one of before, by the hash of what Envoy itself shows:
${Object.values(runs)
  .map(
    ({ name, report: { restored } }) =>
      `${name} ${restored.proven ? 'yes' : '**no**'} (\`${restored.hashAfter.slice(0, 12)}\`)`
  )
  .join(', ')}.
`;
}

function limits(runs: ArticleRuns): string {
  const { conditions, report } = runs['fixed-rate'];
  const warnings = [...new Set(Object.values(runs).flatMap((run) => run.report.warnings))];
  return `## Limits

- ${report.limits}
- The article had Istio 1.13's sidecar with 5,000 connections on an unnamed machine; here it is ${conditions.envoyVersion} alone with one
  worker on a CPU of its own, load, upstream and span sink on another, keep-alive connections and no iptables. All requests traced is no
  default of Istio any more.
- Spans go to a collector that counts and drops them; the article's may have gone nowhere.
${warnings.map((warning) => `- ${warning}\n`).join('')}`;
}
