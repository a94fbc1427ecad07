import { settingsOf, settingsText } from './article-settings.ts';
import { type ArticleRun, countingSlots } from './article-run.ts';
import { blockwiseChange } from './blockwise-change.ts';
import { markdownTable } from './markdown-table.ts';
import { withSign } from './number-text.ts';
import { type ArticleComparison, type ArticleSettings, COMPARISONS } from './the-article.ts';

interface Pair {
  readonly from: string;
  readonly to: string;
  /** What both have in common. */
  readonly at: string;
}

/** The two variants of a run that differ in nothing but what is compared. */
export function pairFor({ report }: ArticleRun, { from, to }: ArticleComparison): Pair | undefined {
  const variants = [report.spec.baseline, ...report.spec.variants].map((variant) => ({
    name: variant.name,
    settings: settingsOf(variant),
  }));
  for (const before of variants.filter(({ settings }) => has(settings, from))) {
    const wanted = { ...before.settings, ...to };
    const after = variants.find(({ settings }) => has(settings, wanted));
    if (after === undefined) continue;
    const common = settingsText(before.settings).split(', ')[from.tracing === undefined ? 0 : 1]!;
    return { from: before.name, to: after.name, at: common };
  }
  return undefined;
}

const has = (settings: ArticleSettings, wanted: Partial<ArticleSettings>): boolean =>
  (Object.keys(wanted) as (keyof ArticleSettings)[]).every((key) => settings[key] === wanted[key]);

/** The article's steps, its numbers beside ours; a step that no two variants of a run make is left out. */
export function comparisonTable(saturation: ArticleRun, fixedRate: ArticleRun): string {
  const rows = COMPARISONS.flatMap((comparison) => {
    const [before, after] = comparison.articleQps;
    const pair = pairFor(saturation, comparison);
    if (pair === undefined) return [];
    return [
      [
        `${comparison.what} (${pair.at})`,
        `${withSign((after / before - 1) * 100, 0)} %`,
        changeBetween(saturation, comparison, ({ requestsPerSecond }) => requestsPerSecond),
        changeBetween(fixedRate, comparison, ({ cpuPerRequestUs }) => cpuPerRequestUs),
        comparison.articleSays,
      ],
    ];
  });
  return markdownTable(
    ['Step', 'Requests/s, article', 'Requests/s, here', 'CPU a request, here', "The article's profile"],
    rows
  );
}

function changeBetween(
  run: ArticleRun,
  comparison: ArticleComparison,
  value: Parameters<typeof blockwiseChange>[2]
): string {
  const pair = pairFor(run, comparison);
  if (pair === undefined) return 'not run';
  const change = blockwiseChange(countingSlots(run, pair.from), countingSlots(run, pair.to), value);
  if (change === undefined) return 'no block has both';
  return `${withSign(change.percent)} % (${withSign(change.lowPercent)} to ${withSign(change.highPercent)})`;
}
