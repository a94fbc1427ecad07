import React, { type ReactNode, useId } from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Combobox, useStyles2 } from '@grafana/ui';
import type { ProfileTypeId } from '@meshprof/contracts';
import type { Filters } from '@shared/domain/profile-view/profile-filters';
import { type DimensionId, dimensionTitle, isDimension } from '@shared/domain/profile-view/split-dimensions';
import type { SplitRow } from '@shared/domain/profile-view/split-rows';
import type { ShownSplit } from '@shared/domain/profile-view/use-split';
import { t } from '@shared/domain/t';
import type { Column } from '@shared/ui/DataTable';
import { Loading } from '@shared/ui/Loading';
import { ProblemAlert } from '@shared/ui/ProblemAlert';
import { testIds } from '../../../test-ids';
import { SplitTable } from './SplitTable';

interface Props {
  typeId: ProfileTypeId;
  costs: ShownSplit;
  /** In the dimension that was chosen. */
  other: ShownSplit;
  dimensions: readonly DimensionId[];
  onDimension: (id: DimensionId) => void;
  filters: Filters;
  onToggle: (id: DimensionId, part: string) => void;
  categoryColumns?: Array<Column<SplitRow>>;
}

function costTitle(typeId: ProfileTypeId): string {
  switch (typeId) {
    case 'on-cpu':
      return t('profile-view.split.costs-on-cpu', 'What CPU time was for');
    case 'off-cpu-time':
      return t('profile-view.split.costs-off-cpu', 'What waited, without idle event loops');
    case 'off-cpu-switches':
      return t('profile-view.split.costs-switches', 'What left the CPU, without idle event loops');
    case 'wakeups':
      return t('profile-view.split.costs-wakeups', 'What ended the waits');
    case 'loop-stalls':
      return t('profile-view.split.costs-stalls', 'What stalls were for');
    case 'page-faults':
      return t('profile-view.split.costs-faults', 'What touched the pages');
  }
}

/** What the profile consists of: by cost category, and beside it in a dimension of one's choice. */
export function ProfileSplits({
  typeId,
  costs,
  other,
  dimensions,
  onDimension,
  filters,
  onToggle,
  categoryColumns,
}: Props) {
  const styles = useStyles2(getStyles);
  const splitById = useId();
  const table = (shown: ShownSplit, title: string, moreColumns?: Array<Column<SplitRow>>): ReactNode => {
    if (shown.error) {
      const what = t('profile-view.split.failed', 'The split could not be loaded');
      return <ProblemAlert error={shown.error} what={what} onRetry={shown.retry} />;
    }
    if (!shown.split) {
      return <Loading text={t('profile-view.split.loading', 'Adding up…')} />;
    }
    return (
      <SplitTable
        title={title}
        dimension={shown.dimension}
        split={shown.split}
        selected={filters[shown.dimension]}
        onToggle={(part) => onToggle(shown.dimension, part)}
        moreColumns={moreColumns}
      />
    );
  };
  return (
    <div className={styles.tables} data-testid={testIds.profile.split}>
      <div className={styles.table}>{table(costs, costTitle(typeId), categoryColumns)}</div>
      <div className={styles.table}>
        <div className={styles.choice}>
          <label htmlFor={splitById}>{t('profile-view.split.by', 'Split by')}</label>
          <Combobox
            id={splitById}
            width={24}
            options={dimensions.map((id) => ({ value: id, label: dimensionTitle(id) }))}
            value={other.dimension}
            onChange={({ value }) => isDimension(value) && onDimension(value)}
            data-testid={testIds.profile.splitBy}
          />
        </div>
        {table(other, dimensionTitle(other.dimension))}
      </div>
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  tables: css({
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'flex-end',
    gap: theme.spacing(2, 3),
    marginBottom: theme.spacing(2),
  }),
  table: css({ flex: '1 1 420px', minWidth: 0, alignSelf: 'flex-start' }),
  choice: css({
    display: 'flex',
    alignItems: 'center',
    gap: theme.spacing(1),
    marginBottom: theme.spacing(1),
    color: theme.colors.text.secondary,
    label: { margin: 0 },
  }),
});
