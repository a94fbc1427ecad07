import React from 'react';
import { css } from '@emotion/css';
import { RadioButtonGroup, useStyles2 } from '@grafana/ui';
import { AGENT_STATES } from '@meshprof/contracts';
import { t } from '@shared/domain/t';
import { FilterBar } from '@shared/ui/FilterBar';
import { lookOfAgent } from '../domain/agent-look';
import { TROUBLED, type useAgentsPage } from '../domain/use-agents-page';

export function AgentFilters({ data, actions }: ReturnType<typeof useAgentsPage>) {
  const styles = useStyles2(getStyles);
  return (
    <FilterBar
      search={{
        value: data.search,
        onChange: actions.setSearch,
        placeholder: t('agents.filters.search', 'Search node, version, kernel or id'),
      }}
    >
      <div className={styles.choices}>
        <RadioButtonGroup
          options={[
            { label: t('agents.filters.all', 'All {{count}}', { count: data.known }), value: undefined },
            { label: t('agents.filters.troubled', 'Need help {{number}}', { number: data.troubled }), value: TROUBLED },
            ...AGENT_STATES.map((value) => ({ label: `${lookOfAgent(value).text} ${data.counts[value]}`, value })),
          ]}
          value={data.filter}
          onChange={actions.setFilter}
          aria-label={t('agents.filters.state', 'Which agents to show')}
        />
      </div>
    </FilterBar>
  );
}

// More choices than a narrow screen is wide: they scroll, the page does not.
const getStyles = () => ({ choices: css({ maxWidth: '100%', overflowX: 'auto' }) });
