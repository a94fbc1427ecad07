import type { ExperimentReport, VariantReport } from '@meshprof/contracts';
import { effectOf, intervalText, microseconds, signedPercent } from '@shared/domain/experiment/effect-text';
import { categoryTitle } from '@shared/domain/contract-texts/category-texts';
import { t } from '@shared/domain/t';

/** What a report says of a variant, in words. */
export interface AnswerSentence {
  variant: string;
  text: string;
}

export const baselineOf = ({ variants }: Pick<ExperimentReport, 'variants'>): VariantReport | undefined =>
  variants.find((variant) => variant.baseline);

/** A sentence a variant: what the setting costs, between which bounds, and what most of it is. */
export function answerSentences(report: ExperimentReport): AnswerSentence[] {
  const baseline = baselineOf(report);
  return report.variants
    .filter((variant) => !variant.baseline && variant.verdict !== null)
    .map((variant) => ({
      variant: variant.name,
      text: [effectSentence(variant, baseline, report), directSentence(variant)].filter(Boolean).join(' '),
    }));
}

function effectSentence(
  { name, verdict, reason, cpuPerRequestUs }: VariantReport,
  baseline: VariantReport | undefined,
  { minEffectPercent }: ExperimentReport
): string {
  const effect = effectOf(cpuPerRequestUs);
  if (!effect) {
    return t('experiment.answer.nothing', '“{{name}}” has no result. {{reason}}', { name, reason });
  }
  const changeUs = baseline ? cpuPerRequestUs.estimate - baseline.cpuPerRequestUs.estimate : 0;
  const values = {
    name,
    reason,
    baseline: baseline?.name ?? '',
    percent: signedPercent(Math.abs(effect.estimate)).replace(/^\+/, ''),
    us: microseconds(Math.abs(changeUs)),
    interval: intervalText(effect),
    effect: minEffectPercent,
  };
  switch (verdict) {
    case 'costs':
      return t(
        'experiment.answer.costs',
        '“{{name}}” costs {{percent}} more CPU per request than “{{baseline}}” ({{interval}}): {{us}} more each.',
        values
      );
    case 'saves':
      return t(
        'experiment.answer.saves',
        '“{{name}}” saves {{percent}} of the CPU per request of “{{baseline}}” ({{interval}}): {{us}} less each.',
        values
      );
    case 'no material cost':
      return t(
        'experiment.answer.immaterial',
        '“{{name}}” has no material cost: its difference to “{{baseline}}” lies within ±{{effect}} % ({{interval}}).',
        values
      );
    default:
      return t(
        'experiment.answer.inconclusive',
        'Of “{{name}}” it cannot be told: {{interval}} against “{{baseline}}”. {{reason}}',
        values
      );
  }
}

/** Only where there is a difference to take apart. */
function directSentence({ verdict, categories, reconciliation }: VariantReport): string | undefined {
  if (!reconciliation || (verdict !== 'costs' && verdict !== 'saves')) {
    return undefined;
  }
  const direct = categories
    .filter((row) => row.direct && row.changeUs !== 0)
    .sort((a, b) => Math.abs(b.changeUs) - Math.abs(a.changeUs));
  return t('experiment.answer.direct', '{{direct}} of it in {{categories}}, {{indirect}} around it.', {
    direct: microseconds(reconciliation.directUs, { signed: true }),
    indirect: microseconds(reconciliation.indirectUs, { signed: true }),
    categories: direct.length > 0 ? direct.map(({ category }) => categoryTitle(category)).join(', ') : '–',
  });
}
