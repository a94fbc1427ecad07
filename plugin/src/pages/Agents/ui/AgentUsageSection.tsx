import React from 'react';
import { css } from '@emotion/css';
import { dateTimeFormatTimeAgo, type GrafanaTheme2 } from '@grafana/data';
import { Text, useStyles2 } from '@grafana/ui';
import type { Agent } from '@meshprof/contracts';
import { formatCount, formatDuration, formatSize } from '@shared/domain/format-amount';
import { lossRows } from '@shared/domain/loss-rows';
import { t } from '@shared/domain/t';
import { FactList } from '@shared/ui/FactList';
import { LossList } from '@shared/ui/LossList';
import { testIds } from '../../../test-ids';
import { usageMeters } from '../domain/usage-meters';
import { UsageMeterView } from './UsageMeterView';

type Usage = NonNullable<Agent['usage']>;

/** What the agent takes of its node, and what it lost. */
export function AgentUsageSection({ agent, usage }: { agent: Agent; usage: Usage }) {
  const styles = useStyles2(getStyles);
  const losses = lossRows(usage.lastHour.lostByCause);
  return (
    <section data-testid={testIds.agents.usage}>
      <Text element="h3" variant="h5">
        {t('agents.usage.title', 'What it takes, and what it lost')}
      </Text>
      <div className={styles.meters}>
        {usageMeters(agent).map((meter) => (
          <div key={meter.id}>
            <div className={styles.title}>{meter.title}</div>
            <UsageMeterView meter={meter} />
          </div>
        ))}
      </div>
      <FactList facts={factsOf(usage)} />
      {losses.length > 0 && <LossList losses={losses} />}
      <Text variant="bodySmall" color="secondary" element="p">
        {t(
          'agents.usage.as-of',
          'As it said {{when}}. Its helpers are counted in; what sampling takes inside the kernel is not.',
          {
            when: dateTimeFormatTimeAgo(usage.reportedAt),
          }
        )}
      </Text>
    </section>
  );
}

function factsOf({ standingSessions, spoolBytes, spoolAgeMs, lastHour }: Usage) {
  const { samplesKept, switches, exportsGivenUp } = lastHour;
  return [
    {
      id: 'standing',
      title: t('agents.usage.standing', 'Sessions of policies'),
      value: formatCount(standingSessions),
    },
    {
      id: 'recorded',
      title: t('agents.usage.recorded', 'In the last hour'),
      value: t('agents.usage.recorded-value', '{{samples}} CPU samples, {{switches}} switches', {
        samples: formatCount(samplesKept),
        switches: formatCount(switches),
      }),
    },
    {
      id: 'waiting',
      title: t('agents.usage.waiting', 'Waiting to be sent'),
      value:
        spoolBytes === 0
          ? t('agents.usage.nothing-waits', 'nothing')
          : t('agents.usage.waiting-value', '{{size}}, the oldest for {{time}}', {
              size: formatSize(spoolBytes),
              time: formatDuration(Math.round(spoolAgeMs / 1000) * 1000),
            }),
    },
    exportsGivenUp > 0 && {
      id: 'given-up',
      title: t('agents.usage.given-up', 'Exports given up'),
      value: formatCount(exportsGivenUp),
    },
  ];
}

const getStyles = (theme: GrafanaTheme2) => ({
  meters: css({ display: 'flex', flexWrap: 'wrap', gap: theme.spacing(1, 4), margin: theme.spacing(1, 0) }),
  title: css({ ...theme.typography.bodySmall, color: theme.colors.text.secondary }),
});
