import { lossOf, type ProfileTypeId, type TargetProgress } from '@meshprof/contracts';
import { lossText } from '@shared/domain/contract-texts/loss-text';
import { t } from '@shared/domain/t';
import { formatCount, formatShare } from '@shared/domain/format-amount';
import type { ProfileContent } from './profile-content';
import { lostShareOf, type ProfileKnowledge, samplesOf } from './profile-facts';

export interface ProfileWarning {
  id: 'few-samples' | 'lost' | 'no-stack' | 'truncated' | 'unnamed';
  title: string;
  advice: string;
}

/** Below this a share of 10 % has a 95 % interval of about ±4 points: enough to mistake noise for a finding. */
export const FEW_SAMPLES = 200;
const NOTABLE_LOSS = 0.01;
const NOTABLE_TRUNCATION = 0.05;
const NOTABLE_UNNAMED = 0.25;

/** Half-width in percentage points of the 95 % interval of a share of one half, the widest (normal approximation). */
const uncertaintyPoints = (samples: number) => Math.min(50, Math.round((1.96 * 50) / Math.sqrt(samples)));

/** What a loss is, and what to do; nothing for one that this app does not know. */
const explained = (lossId: string): string => {
  const loss = lossText(lossId);
  return loss ? ` ${loss.sentence} ${loss.remedy}` : '';
};

/** Counters that begin with `part.`, largest first. */
const lossesOf = ({ lostByCause = {} }: TargetProgress, part: string) =>
  Object.entries(lostByCause)
    .filter(([id]) => id.startsWith(`${part}.`))
    .sort(([, a], [, b]) => b - a);

function fewSamples(samples: number | undefined): ProfileWarning[] {
  if (samples === undefined || samples === 0 || samples >= FEW_SAMPLES) {
    return [];
  }
  return [
    {
      id: 'few-samples',
      title:
        samples === 1
          ? t('profile-view.warnings.one-sample', 'Only one sample')
          : t('profile-view.warnings.few-samples', 'Only {{samples}} samples', { samples: formatCount(samples) }),
      advice: t(
        'profile-view.warnings.few-samples-advice',
        'A share in this graph may be off by {{points}} percentage points. Profile longer, or while the process has more to do, before acting on it.',
        { points: uncertaintyPoints(samples) }
      ),
    },
  ];
}

function lostSamples(progress: TargetProgress): ProfileWarning[] {
  const share = lostShareOf(progress);
  if (share <= NOTABLE_LOSS) {
    return [];
  }
  const advice = t('profile-view.warnings.lost-advice', 'The graph lacks them.');
  return [
    {
      id: 'lost',
      title: t('profile-view.warnings.lost', '{{share}} of the samples were lost', { share: formatShare(share) }),
      advice: `${advice}${explained(lossesOf(progress, 'on-cpu')[0]?.[0] ?? '')}`,
    },
  ];
}

/** Switches whose stack was lost are counted all the same, so the sums are right and some of the graph is missing. */
function waitWarnings(progress: TargetProgress): ProfileWarning[] {
  const losses = lossesOf(progress, 'off-cpu').filter(([id]) => lossOf(id)?.unit === 'switches');
  const share = losses.reduce((sum, [, count]) => sum + count, 0) / Math.max(1, progress.switches);
  if (share <= NOTABLE_LOSS) {
    return [];
  }
  const title = t('profile-view.warnings.no-stack', '{{share}} of the switches lost their stack', {
    share: formatShare(Math.min(1, share)),
  });
  return [{ id: 'no-stack', title, advice: explained(losses[0]?.[0] ?? '').trim() }];
}

function warningsOfEvent(
  typeId: ProfileTypeId | undefined,
  content: ProfileContent,
  known: ProfileKnowledge
): ProfileWarning[] {
  switch (typeId) {
    case 'on-cpu':
      return [...fewSamples(samplesOf(content, known)), ...(known.progress ? lostSamples(known.progress) : [])];
    case 'off-cpu-time':
    case 'off-cpu-switches':
      return known.progress ? waitWarnings(known.progress) : [];
    default:
      return [];
  }
}

/** What a reader must know before trusting the graph; empty if nothing stands out. */
export function profileWarnings(
  typeId: ProfileTypeId | undefined,
  content: ProfileContent,
  known: ProfileKnowledge
): ProfileWarning[] {
  const warnings = warningsOfEvent(typeId, content, known);
  if (content.truncatedShare > NOTABLE_TRUNCATION) {
    const advice = t(
      'profile-view.warnings.truncated-advice',
      'They stand under [truncated: cause] at the root, so sums stay right but their callers are missing.'
    );
    warnings.push({
      id: 'truncated',
      title: t('profile-view.warnings.truncated', '{{share}} of the stacks are incomplete', {
        share: formatShare(content.truncatedShare),
      }),
      advice: `${advice}${explained(`stack.${content.truncationCause}`)}`,
    });
  }
  if (content.unnamedShare > NOTABLE_UNNAMED) {
    warnings.push({
      id: 'unnamed',
      title: t('profile-view.warnings.unnamed', '{{share}} is in functions without a name', {
        share: formatShare(content.unnamedShare),
      }),
      advice: t(
        'profile-view.warnings.unnamed-advice',
        'The binary does not say what they are called, and Meshprof does not guess: they are shown as module+0xoffset.'
      ),
    });
  }
  return warnings;
}
