import { type Loss, lossOf, type ProfileTypeId, type TaskTarget } from '@meshprof/contracts';
import { formatCount, formatShare } from '@shared/domain/format-amount';
import type { ProfileContent } from './profile-content';
import { lostShareOf } from './profile-facts';

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
const explained = (loss: Loss | undefined) => (loss ? ` ${loss.sentence} ${loss.remedy}` : '');

/** Counters of a target that begin with `part.`, largest first. */
const lossesOf = ({ lostByCause = {} }: TaskTarget['progress'], part: string) =>
  Object.entries(lostByCause)
    .filter(([id]) => id.startsWith(`${part}.`))
    .sort(([, a], [, b]) => b - a);

function sampleWarnings({ progress }: TaskTarget): ProfileWarning[] {
  const warnings: ProfileWarning[] = [];
  const { samplesKept } = progress;
  if (samplesKept > 0 && samplesKept < FEW_SAMPLES) {
    const count = samplesKept === 1 ? 'one sample' : `${formatCount(samplesKept)} samples`;
    warnings.push({
      id: 'few-samples',
      title: `Only ${count}`,
      advice:
        `A share in this graph may be off by ${uncertaintyPoints(samplesKept)} percentage points. ` +
        'Profile longer, or while the process has more to do, before acting on it.',
    });
  }
  const lostShare = lostShareOf(progress);
  if (lostShare > NOTABLE_LOSS) {
    warnings.push({
      id: 'lost',
      title: `${formatShare(lostShare)} of the samples were lost`,
      advice: `The graph lacks them.${explained(lossOf(lossesOf(progress, 'on-cpu')[0]?.[0] ?? ''))}`,
    });
  }
  return warnings;
}

/** Switches whose stack was lost are counted all the same, so the sums are right and some of the graph is missing. */
function waitWarnings({ progress }: TaskTarget): ProfileWarning[] {
  const losses = lossesOf(progress, 'off-cpu').filter(([id]) => lossOf(id)?.unit === 'switches');
  const share = losses.reduce((sum, [, count]) => sum + count, 0) / Math.max(1, progress.switches);
  if (share <= NOTABLE_LOSS) {
    return [];
  }
  const advice = explained(lossOf(losses[0]?.[0] ?? '')).trim();
  return [{ id: 'no-stack', title: `${formatShare(Math.min(1, share))} of the switches lost their stack`, advice }];
}

function warningsOfEvent(typeId: ProfileTypeId, target: TaskTarget): ProfileWarning[] {
  switch (typeId) {
    case 'on-cpu':
      return sampleWarnings(target);
    case 'off-cpu-time':
    case 'off-cpu-switches':
      return waitWarnings(target);
    default:
      return [];
  }
}

/** What a reader must know before trusting the graph; empty if nothing stands out. */
export function profileWarnings(typeId: ProfileTypeId, content: ProfileContent, target: TaskTarget): ProfileWarning[] {
  const warnings = warningsOfEvent(typeId, target);
  if (content.truncatedShare > NOTABLE_TRUNCATION) {
    warnings.push({
      id: 'truncated',
      title: `${formatShare(content.truncatedShare)} of the stacks are incomplete`,
      advice:
        'They stand under [truncated: cause] at the root, so sums stay right but their callers are missing.' +
        explained(lossOf(`stack.${content.truncationCause}`)),
    });
  }
  if (content.unnamedShare > NOTABLE_UNNAMED) {
    warnings.push({
      id: 'unnamed',
      title: `${formatShare(content.unnamedShare)} is in functions without a name`,
      advice:
        'The binary does not say what they are called, and Meshprof does not guess: they are shown as module+0xoffset.',
    });
  }
  return warnings;
}
