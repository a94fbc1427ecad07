import React from 'react';
import { t } from '@shared/domain/t';
import { testIds } from '../../../test-ids';
import { serviceBars } from '../domain/cost-overview';
import { useProfiledSums } from '../domain/use-profiled-sums';
import { Block } from './Block';
import { CostBars } from './CostBars';

/** Whose the profiled CPU time was. Nothing at all while nothing was profiled: the block above says so. */
export function ServicesBlock() {
  const { query, hasDataSource } = useProfiledSums('service_name');
  const bars = serviceBars(query.data ?? []);
  if (!hasDataSource || (query.isSuccess && bars.length === 0)) {
    return null;
  }
  return (
    <Block
      title={t('overview.services.title', 'Services by profiled CPU time')}
      query={query}
      failed={t('overview.services.failed', 'The services could not be loaded')}
      data-testid={testIds.overview.services}
    >
      <CostBars bars={bars} />
    </Block>
  );
}
