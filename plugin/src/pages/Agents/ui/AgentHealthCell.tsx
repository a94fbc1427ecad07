import React from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Icon, Text, useStyles2 } from '@grafana/ui';
import type { Agent } from '@meshprof/contracts';
import { agentTroubles } from '@shared/domain/agent-troubles';
import { t } from '@shared/domain/t';

/** What is worst with an agent, and the next step. */
export function AgentHealthCell({ agent, controllerVersion }: { agent: Agent; controllerVersion: string | undefined }) {
  const styles = useStyles2(getStyles);
  const [worst, ...others] = agentTroubles(agent, controllerVersion);
  if (worst === undefined) {
    return (
      <Text color="success">
        <Icon name="check" /> {t('agents.table.healthy', 'Nothing is missing')}
      </Text>
    );
  }
  return (
    <div className={styles.box}>
      <Text color={worst.severity}>
        <Icon name="exclamation-triangle" /> {worst.title}
      </Text>
      {others.length > 0 && (
        <Text variant="bodySmall" color="secondary">
          {' '}
          {t('agents.table.more-troubles', 'and {{count}} more', { count: others.length })}
        </Text>
      )}
      <Text variant="bodySmall" color="secondary" element="p">
        {worst.remedy}
      </Text>
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  box: css({ minWidth: 180, maxWidth: 460, p: { margin: theme.spacing(0.25, 0, 0) } }),
});
