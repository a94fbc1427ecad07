import React from 'react';
import { Button } from '@grafana/ui';
import type { ProfileSource } from '@shared/domain/profile-view/profile-source';
import { t } from '@shared/domain/t';
import { EmptyState } from '@shared/ui/EmptyState';
import { testIds } from '../../../test-ids';

interface Props {
  source: ProfileSource;
  onLoad: () => void;
}

const DAY_MS = 24 * 3_600_000;

/** Asks before a long range is loaded: merging it costs the store, and the person time. */
export function LongRangePrompt({ source, onLoad }: Props) {
  const days = Math.round((source.toUnixMs - source.fromUnixMs) / DAY_MS);
  return (
    <EmptyState
      icon="clock-nine"
      title={t('profile-view.long-range.title', '{{days}} days are a lot to merge', { days })}
      action={
        <Button variant="secondary" onClick={onLoad} data-testid={testIds.profile.loadLongRange}>
          {t('profile-view.long-range.load', 'Load it anyway')}
        </Button>
      }
    >
      {t(
        'profile-view.long-range.advice',
        'The store has to read every profile of that time, which may take minutes. A shorter range, or a selector with more labels, answers sooner.'
      )}
    </EmptyState>
  );
}
