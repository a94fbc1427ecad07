import React from 'react';
import { Text } from '@grafana/ui';
import type { ProfileType } from '@meshprof/contracts';
import { formatAmount, formatCount } from '@shared/domain/format-amount';
import { t } from '@shared/domain/t';
import { testIds } from '../../../test-ids';
import type { Side } from '../domain/use-side';

/** "1.53 s · 153 samples at 99 Hz" */
export function SideFactsLine({ side, type }: { side: Side; type: ProfileType }) {
  const { profile, isLoading } = side;
  return (
    <div data-testid={testIds.compare.facts(side.name)} aria-live="polite">
      <Text color="secondary">
        {profile
          ? [formatAmount(profile.tree.total, type.grafanaUnit), samplesText(side)].filter(Boolean).join(' · ')
          : isLoading && t('compare.side.loading', 'Loading…')}
      </Text>
    </div>
  );
}

function samplesText({ profile }: Side): string | undefined {
  if (profile?.samples === undefined || profile.frequencyHz === undefined) {
    return undefined;
  }
  return t('compare.side.samples', '{{samples}} samples at {{frequency}} Hz', {
    samples: formatCount(profile.samples),
    frequency: Math.round(profile.frequencyHz),
  });
}
