import React from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { LinkButton, Text, useStyles2 } from '@grafana/ui';
import type { ProfileType } from '@meshprof/contracts';
import { t } from '@shared/domain/t';
import { ProblemAlert } from '@shared/ui/ProblemAlert';
import { TimeRange } from '@shared/ui/TimeRange';
import { type ProfileRef, profileUrl, taskUrl } from '../../../routes';
import { testIds } from '../../../test-ids';
import type { Choices } from '../domain/use-choices';
import type { Side } from '../domain/use-side';
import { CompareWarnings } from './CompareWarnings';
import { NearestData } from './NearestData';
import { SideFactsLine } from './SideFactsLine';
import { SidePicker } from './SidePicker';

interface Props {
  title: string;
  side: Side;
  type: ProfileType;
  choices: Choices;
  onChange: (ref: ProfileRef) => void;
}

/** What a side is, when, how much was recorded of it, and the way to it alone. */
export function SideCard({ title, side, type, choices, onChange }: Props) {
  const styles = useStyles2(getStyles);
  const { task } = side.facts;
  return (
    <section className={styles.card} aria-label={title} data-testid={testIds.compare.side(side.name)}>
      <Text element="h2" variant="h5">
        {title}
      </Text>
      <SidePicker side={side} choices={choices} onChange={onChange} />
      <TimeRange range={side.range} hideRefresh />
      {side.error ? (
        <ProblemAlert
          error={side.error}
          what={t('compare.side.failed', 'This side could not be loaded')}
          onRetry={side.refetch}
        />
      ) : (
        <SideFactsLine side={side} type={type} />
      )}
      <CompareWarnings warnings={side.warnings} />
      {side.facts.hasData === false && !task && <NearestData side={side} type={type} />}
      <div className={styles.links}>
        <LinkButton
          href={profileUrl(side.ref, type.id)}
          variant="secondary"
          size="sm"
          icon="fire"
          data-testid={testIds.compare.openProfile(side.name)}
        >
          {t('compare.side.open-profile', 'Its flame graph')}
        </LinkButton>
        {task && (
          <LinkButton
            href={taskUrl(task.id)}
            variant="secondary"
            size="sm"
            icon="external-link-alt"
            data-testid={testIds.compare.openTask(side.name)}
          >
            {t('compare.side.open-task', 'Its task')}
          </LinkButton>
        )}
      </div>
    </section>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  card: css({
    display: 'flex',
    flexDirection: 'column',
    gap: theme.spacing(1.5),
    padding: theme.spacing(2),
    background: theme.colors.background.primary,
    border: `1px solid ${theme.colors.border.weak}`,
    borderRadius: theme.shape.radius.default,
  }),
  links: css({ display: 'flex', flexWrap: 'wrap', gap: theme.spacing(1), marginTop: 'auto' }),
});
