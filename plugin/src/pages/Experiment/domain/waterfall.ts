import type { CategoryChange, VariantReport } from '@meshprof/contracts';

export type WaterfallKind = 'baseline' | 'direct' | 'indirect' | 'rest' | 'unexplained' | 'variant';

/** One step from the baseline's CPU per request to the variant's; it spans from `fromUs` to `toUs`. */
export interface WaterfallRow {
  id: string;
  kind: WaterfallKind;
  /** Of a category; undefined for totals and remainders. */
  category?: string;
  /** How many categories a remainder stands for. */
  count?: number;
  fromUs: number;
  toUs: number;
  changeUs: number;
}

const SHOWN_INDIRECT = 8;
/** Of the whole change; what is less cannot be seen in the picture. */
const SMALLEST_SHOWN = 0.01;

/**
 * The change by category, the direct ones first, each group by size; small indirect ones are one step, and what the
 * categories do not account for is one too. Undefined for the baseline, and without profiles.
 */
export function waterfallOf(baseline: VariantReport, variant: VariantReport): WaterfallRow[] | undefined {
  if (variant.baseline || variant.categories.length === 0) {
    return undefined;
  }
  const startUs = baseline.cpuPerRequestUs.estimate;
  const endUs = variant.cpuPerRequestUs.estimate;
  const changed = variant.categories.filter(({ changeUs }) => changeUs !== 0).sort(bySize);
  const direct = changed.filter((row) => row.direct);
  const indirect = changed.filter((row) => !row.direct);
  const smallestUs = SMALLEST_SHOWN * Math.abs(endUs - startUs);
  const shown = indirect.slice(0, SHOWN_INDIRECT).filter(({ changeUs }) => Math.abs(changeUs) >= smallestUs);
  const folded = indirect.slice(shown.length);
  const steps: Step[] = [
    ...direct.map((row) => stepOf('direct', row)),
    ...shown.map((row) => stepOf('indirect', row)),
    ...(folded.length > 0
      ? [{ id: 'rest', kind: 'rest' as const, count: folded.length, changeUs: sumOf(folded) }]
      : []),
  ];
  const explained = steps.reduce((sum, { changeUs }) => sum + changeUs, 0);
  steps.push({ id: 'unexplained', kind: 'unexplained', changeUs: endUs - startUs - explained });
  let atUs = startUs;
  const rows = steps.map((step) => {
    const row = { ...step, fromUs: atUs, toUs: atUs + step.changeUs };
    atUs = row.toUs;
    return row;
  });
  return [
    { id: 'baseline', kind: 'baseline', fromUs: 0, toUs: startUs, changeUs: startUs },
    ...rows,
    { id: 'variant', kind: 'variant', fromUs: 0, toUs: endUs, changeUs: endUs },
  ];
}

type Step = Omit<WaterfallRow, 'fromUs' | 'toUs'>;

const stepOf = (kind: 'direct' | 'indirect', { category, changeUs }: CategoryChange): Step => ({
  id: category,
  kind,
  category,
  changeUs,
});
const bySize = (a: CategoryChange, b: CategoryChange) => Math.abs(b.changeUs) - Math.abs(a.changeUs);
const sumOf = (rows: readonly CategoryChange[]) => rows.reduce((sum, { changeUs }) => sum + changeUs, 0);

/** The stretch of microseconds that the picture shows: steps are small against the totals, so it begins above zero. */
export function waterfallSpan(rows: readonly WaterfallRow[]): { min: number; max: number } {
  const steps = rows.flatMap(({ kind, fromUs, toUs }) =>
    kind === 'baseline' || kind === 'variant' ? [toUs] : [fromUs, toUs]
  );
  const [low, high] = [Math.min(...steps), Math.max(...steps)];
  const room = (high - low || high || 1) * 0.15;
  // Bars that begin at zero are honest; where the change is small they hide it.
  const min = low - room < high * 0.5 ? 0 : Math.max(0, low - room);
  return { min, max: high + room * 0.3 };
}
