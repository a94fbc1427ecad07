import React from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Button, FilterInput, RadioButtonGroup, useStyles2 } from '@grafana/ui';
import { testIds } from '../../../test-ids';
import type { VerdictFilter } from '../domain/filter-targets';
import type { useTargetsPage } from '../domain/use-targets-page';
import { NoTargets } from './NoTargets';
import { TargetsTable } from './TargetsTable';

type Props = ReturnType<typeof useTargetsPage>;

export function TargetsList({ data, actions }: Props) {
  const styles = useStyles2(getStyles);
  const { search, verdict, counts, rows, hiddenRows, known } = data;
  if (known === 0) {
    return <NoTargets data={data} actions={actions} />;
  }
  const options: Array<{ label: string; value: VerdictFilter }> = [
    { label: `Profilable ${counts.profilable}`, value: 'profilable' },
    { label: `Refused ${counts.refused}`, value: 'refused' },
    { label: `All ${counts.all}`, value: 'all' },
  ];
  return (
    <>
      <div className={styles.bar}>
        <div className={styles.search}>
          <FilterInput
            escapeRegex={false}
            value={search}
            onChange={actions.setSearch}
            placeholder="Search service, process, role, pod, container, node or pid"
            aria-label="Search targets"
            data-testid={testIds.targets.search}
            autoFocus
          />
        </div>
        <RadioButtonGroup
          options={options}
          value={verdict}
          onChange={actions.setVerdict}
          aria-label="Which processes to show"
        />
      </div>
      {rows.length === 0 ? (
        <NoTargets data={data} actions={actions} />
      ) : (
        <TargetsTable rows={rows} onProfile={actions.openProfile} />
      )}
      {hiddenRows > 0 && (
        <div className={styles.more}>
          <Button variant="secondary" onClick={actions.showMore} data-testid={testIds.targets.more}>
            Show more ({hiddenRows} left)
          </Button>
        </div>
      )}
    </>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  bar: css({ display: 'flex', flexWrap: 'wrap', gap: theme.spacing(2), marginBottom: theme.spacing(2) }),
  search: css({ flex: '1 1 320px', maxWidth: 560 }),
  more: css({ display: 'flex', justifyContent: 'center', padding: theme.spacing(2) }),
});
