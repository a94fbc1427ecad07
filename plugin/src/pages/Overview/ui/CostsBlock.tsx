import React from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Text, useStyles2 } from '@grafana/ui';
import { categoryColor } from '@shared/domain/category-color';
import { labelSelector } from '@shared/domain/label-selector';
import { t } from '@shared/domain/t';
import { NoDataSource } from '@shared/ui/profile-view/NoDataSource';
import { profileUrl } from '../../../routes';
import { testIds } from '../../../test-ids';
import { costOverview, OVERVIEW_RANGE } from '../domain/cost-overview';
import { useProfiledSums } from '../domain/use-profiled-sums';
import { Block } from './Block';
import { CostBars } from './CostBars';
import { NothingProfiled } from './NothingProfiled';

/** What the profiled CPU time of the last hour was for: first what a configuration can change. */
export function CostsBlock() {
  const styles = useStyles2(getStyles);
  const { query, hasDataSource } = useProfiledSums('cost_category');
  const costs = query.data && costOverview(query.data);
  const title = t('overview.costs.title', 'Most expensive in the last hour');
  if (!hasDataSource) {
    return (
      <section aria-label={title} data-testid={testIds.overview.costs}>
        <NoDataSource />
      </section>
    );
  }
  return (
    <Block
      title={title}
      more={costs && { text: t('overview.costs.all', 'All as a flame graph'), url: allUrl() }}
      query={query}
      failed={t('overview.costs.failed', 'The costs could not be loaded')}
      data-testid={testIds.overview.costs}
    >
      {!costs && <NothingProfiled />}
      {costs && (
        <>
          <Text color="secondary" variant="bodySmall" element="p">
            {t('overview.costs.meaning', 'Shares of all CPU time that was profiled. Choose a bar for its flame graph.')}
          </Text>
          <h3 className={styles.head}>
            {t('overview.costs.features', 'Features and filters: what a configuration switches on')}
          </h3>
          {costs.features.length > 0 ? (
            <CostBars bars={costs.features} colorOf={categoryColor} />
          ) : (
            <Text color="secondary" element="p">
              {t('overview.costs.no-features', 'No proxy feature was seen at work.')}
            </Text>
          )}
          <h3 className={styles.head}>{t('overview.costs.rest', 'Carrying requests, kernel and other code')}</h3>
          <CostBars bars={costs.rest} shown={4} colorOf={categoryColor} />
        </>
      )}
    </Block>
  );
}

const allUrl = () => profileUrl({ labelSelector: labelSelector({}), ...OVERVIEW_RANGE }, 'on-cpu');

const getStyles = (theme: GrafanaTheme2) => ({
  head: css({
    ...theme.typography.bodySmall,
    fontWeight: theme.typography.fontWeightMedium,
    margin: theme.spacing(1.5, 0, 1),
  }),
});
