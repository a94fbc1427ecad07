import React from 'react';
import { Button } from '@grafana/ui';
import type { ProfileType } from '@meshprof/contracts';
import { t } from '@shared/domain/t';
import { testIds } from '../../../test-ids';
import { useNearestData } from '../domain/use-nearest-data';
import type { Side } from '../domain/use-side';

/** Where the same selection does have data, within half a day of the range that has none. */
export function NearestData({ side, type }: { side: Side; type: ProfileType }) {
  const nearest = useNearestData(side, type);
  if (!nearest) {
    return null;
  }
  return (
    <div>
      <Button
        size="sm"
        icon="clock-nine"
        onClick={() => side.range.actions.setRange(nearest.range)}
        data-testid={testIds.compare.nearest(side.name)}
      >
        {t('compare.nearest.use', 'Use the nearest data: {{when}}', { when: nearest.text })}
      </Button>
    </div>
  );
}
