import React from 'react';
import { Button, Combobox, MultiCombobox, RadioButtonGroup } from '@grafana/ui';
import { ROLES } from '@meshprof/contracts';
import { formatCount } from '@shared/domain/format-amount';
import { t } from '@shared/domain/t';
import { FilterBar } from '@shared/ui/FilterBar';
import { FilterChoice } from '@shared/ui/FilterChoice';
import { testIds } from '../../../test-ids';
import type { VerdictFilter } from '../domain/filter-targets';
import type { Grouping, TargetsPageState } from '../domain/use-targets-page';

export function TargetsFilters({ data, actions }: TargetsPageState) {
  const { filter, counts, nodes, grouping, foldsAll } = data;
  return (
    <FilterBar
      search={{
        value: filter.search,
        onChange: actions.setSearch,
        placeholder: t('targets.filters.search', 'Search service, workload, pod, process, node or pid'),
        label: t('targets.filters.search-label', 'Search targets'),
        autoFocus: true,
        'data-testid': testIds.targets.search,
      }}
    >
      <FilterChoice id="targets-role" label={t('targets.filters.role', 'Role')}>
        <MultiCombobox
          id="targets-role"
          options={ROLES.map((role) => ({ value: role }))}
          value={[...filter.roles]}
          onChange={(options) => actions.setRoles(options.map(({ value }) => value))}
          placeholder={t('targets.filters.any-role', 'Any role')}
          isClearable
        />
      </FilterChoice>
      <FilterChoice id="targets-node" label={t('targets.filters.node', 'Node')}>
        <Combobox
          id="targets-node"
          options={nodes.map((node) => ({ value: node }))}
          value={filter.node ?? null}
          onChange={(option) => actions.setNode(option?.value)}
          placeholder={t('targets.filters.any-node', 'Any node')}
          createCustomValue
          isClearable
        />
      </FilterChoice>
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
    </FilterBar>
  );
}
