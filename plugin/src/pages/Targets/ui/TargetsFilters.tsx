import React from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Button, Combobox, FilterInput, MultiCombobox, RadioButtonGroup, useStyles2 } from '@grafana/ui';
import { ROLES } from '@meshprof/contracts';
import { formatCount } from '@shared/domain/format-amount';
import { t } from '@shared/domain/t';
import { testIds } from '../../../test-ids';
import type { VerdictFilter } from '../domain/filter-targets';
import type { Grouping, TargetsPageState } from '../domain/use-targets-page';

export function TargetsFilters({ data, actions }: TargetsPageState) {
  const styles = useStyles2(getStyles);
  const { filter, counts, nodes, grouping, foldsAll } = data;
  return (
    <div className={styles.bar} role="search">
      <div className={styles.search}>
        <FilterInput
          escapeRegex={false}
          value={filter.search}
          onChange={actions.setSearch}
          placeholder={t('targets.filters.search', 'Search service, workload, pod, process, node or pid')}
          aria-label={t('targets.filters.search-label', 'Search targets')}
          data-testid={testIds.targets.search}
          autoFocus
        />
      </div>
      <div className={styles.choice}>
        <label className="sr-only" htmlFor="targets-role">
          {t('targets.filters.role', 'Role')}
        </label>
        <MultiCombobox
          id="targets-role"
          options={ROLES.map((role) => ({ value: role }))}
          value={[...filter.roles]}
          onChange={(options) => actions.setRoles(options.map(({ value }) => value))}
          placeholder={t('targets.filters.any-role', 'Any role')}
          isClearable
        />
      </div>
      <div className={styles.choice}>
        <label className="sr-only" htmlFor="targets-node">
          {t('targets.filters.node', 'Node')}
        </label>
        <Combobox
          id="targets-node"
          options={nodes.map((node) => ({ value: node }))}
          value={filter.node ?? null}
          onChange={(option) => actions.setNode(option?.value)}
          placeholder={t('targets.filters.any-node', 'Any node')}
          createCustomValue
          isClearable
        />
      </div>
      <RadioButtonGroup<VerdictFilter>
        options={[
          {
            value: 'profilable',
            label: `${t('targets.filters.profilable', 'Profilable')} ${formatCount(counts.profilable)}`,
          },
          { value: 'refused', label: `${t('targets.filters.refused', 'Refused')} ${formatCount(counts.refused)}` },
          { value: 'all', label: `${t('targets.filters.all', 'All')} ${formatCount(counts.all)}` },
        ]}
        value={filter.verdict}
        onChange={actions.setVerdict}
        aria-label={t('targets.filters.verdict', 'Which processes to show')}
      />
      <RadioButtonGroup<Grouping>
        options={[
          { value: 'workload', label: t('targets.filters.by-workload', 'By workload'), icon: 'layer-group' },
          { value: 'none', label: t('targets.filters.flat', 'Flat'), icon: 'list-ul' },
        ]}
        value={grouping}
        onChange={actions.setGrouping}
        aria-label={t('targets.filters.grouping', 'Grouping')}
      />
      {grouping === 'workload' && (
        <Button
          variant="secondary"
          fill="text"
          icon={foldsAll ? 'angle-double-down' : 'angle-double-up'}
          onClick={() => actions.foldAll(!foldsAll)}
          data-testid={foldsAll ? testIds.targets.unfoldAll : testIds.targets.foldAll}
        >
          {foldsAll ? t('targets.filters.unfold', 'Expand all') : t('targets.filters.fold', 'Collapse all')}
        </Button>
      )}
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  bar: css({
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    gap: theme.spacing(1.5),
    marginBottom: theme.spacing(2),
  }),
  search: css({ flex: '1 1 320px', maxWidth: 560 }),
  choice: css({ flex: '0 1 180px', minWidth: 140 }),
});
