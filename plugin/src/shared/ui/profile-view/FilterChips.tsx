import React from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Button, useStyles2 } from '@grafana/ui';
import { clearFilters, filtersIn, toggleFilter } from '@shared/domain/profile-view/profile-filters';
import { type DimensionId, dimensionTitle } from '@shared/domain/profile-view/split-dimensions';
import { partTitle } from '@shared/domain/profile-view/split-rows';
import { t } from '@shared/domain/t';
import type { UrlState } from '@shared/domain/use-url-state';
import { testIds } from '../../../test-ids';

/** What the graph is narrowed down to; a click on a chip removes it. */
export function FilterChips({ state }: { state: UrlState }) {
  const styles = useStyles2(getStyles);
  const chips = Object.entries(filtersIn(state)) as Array<[DimensionId, string]>;
  if (chips.length === 0) {
    return null;
  }
  return (
    <div
      className={styles.row}
      data-testid={testIds.profile.filters}
      role="group"
      aria-label={t('profile-view.filters.label', 'Filters')}
    >
      <span className={styles.lead}>{t('profile-view.filters.only', 'Only')}</span>
      {chips.map(([id, part]) => (
        <Button
          key={id}
          variant="primary"
          fill="outline"
          size="sm"
          icon="times"
          iconPlacement="right"
          tooltip={t('profile-view.filters.remove', 'Remove this filter')}
          onClick={() => toggleFilter(state, id, part)}
          data-testid={testIds.profile.filter(id)}
        >
          {`${dimensionTitle(id)}: ${partTitle(id, part)}`}
        </Button>
      ))}
      {chips.length > 1 && (
        <Button variant="secondary" fill="text" size="sm" onClick={() => clearFilters(state)}>
          {t('profile-view.filters.clear', 'Show all')}
        </Button>
      )}
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  row: css({
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    gap: theme.spacing(1),
    marginBottom: theme.spacing(2),
  }),
  lead: css({ color: theme.colors.text.secondary }),
});
