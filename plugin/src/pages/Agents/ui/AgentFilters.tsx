import React from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { FilterInput, RadioButtonGroup, useStyles2 } from '@grafana/ui';
import { AGENT_STATES } from '@meshprof/contracts';
import { t } from '@shared/domain/t';
import { lookOfAgent } from '../domain/agent-look';
import type { useAgentsPage } from '../domain/use-agents-page';

export function AgentFilters({ data, actions }: ReturnType<typeof useAgentsPage>) {
  const styles = useStyles2(getStyles);
  const search = t('agents.filters.search', 'Search node, version, kernel or id');
  return (
    <div className={styles.bar}>
      <div className={styles.search}>
        <FilterInput
          escapeRegex={false}
          value={data.search}
          onChange={actions.setSearch}
          placeholder={search}
          aria-label={search}
        />
      </div>
      <RadioButtonGroup
        options={[
          { label: t('agents.filters.all', 'All {{count}}', { count: data.known }), value: undefined },
          ...AGENT_STATES.map((value) => ({ label: `${lookOfAgent(value).text} ${data.counts[value]}`, value })),
        ]}
        value={data.state}
        onChange={actions.setState}
        aria-label={t('agents.filters.state', 'Which agents to show')}
      />
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  bar: css({ display: 'flex', flexWrap: 'wrap', gap: theme.spacing(2) }),
  search: css({ flex: '1 1 240px', maxWidth: 420 }),
});
