import React from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Button, Icon, LinkButton, Text, useStyles2 } from '@grafana/ui';
import { reasonNotToOperate } from '@shared/domain/permissions';
import { t } from '@shared/domain/t';
import { tasksUrl } from '../../../routes';
import { testIds } from '../../../test-ids';
import type { TargetGroup } from '../domain/group-targets';

interface Props {
  group: TargetGroup;
  isFolded: boolean;
  onToggle: (groupId: string) => void;
  onProfile: (groupId: string) => void;
}

/** A workload or service: how many processes it has, and one button that profiles them all. */
export function GroupHeading({ group, isFolded, onToggle, onProfile }: Props) {
  const styles = useStyles2(getStyles);
  const { id, name, targets, profilable, nodes, roles } = group;
  const nothing = profilable === 0 ? t('targets.group.none', 'None of its processes can be profiled.') : undefined;
  const reason = reasonNotToOperate() ?? nothing;
  const facts = [
    t('targets.group.processes', '{{count}} processes', {
      count: targets.length,
      defaultValue_one: '{{count}} process',
    }),
    t('targets.group.nodes', '{{count}} nodes', { count: nodes, defaultValue_one: '{{count}} node' }),
    roles.join(', '),
    profilable < targets.length &&
      t('targets.group.refused', '{{count}} refused', { count: targets.length - profilable }),
  ];
  return (
    <div className={styles.row}>
      <button
        type="button"
        className={styles.toggle}
        aria-expanded={!isFolded}
        onClick={() => onToggle(id)}
        data-testid={testIds.targets.groupToggle(id)}
      >
        <Icon name={isFolded ? 'angle-right' : 'angle-down'} />
        <Text weight="medium">{name}</Text>
      </button>
      <Text color="secondary" variant="bodySmall">
        {facts.filter(Boolean).join(' · ')}
      </Text>
      <div className={styles.actions}>
        <LinkButton
          size="sm"
          variant="secondary"
          fill="text"
          icon="history"
          href={tasksUrl({ search: name })}
          tooltip={t('targets.group.tasks', 'Its last tasks')}
          aria-label={t('targets.group.tasks-of', 'Last tasks of {{name}}', { name })}
        />
        <Button
          size="sm"
          variant="secondary"
          icon="fire"
          onClick={() => onProfile(id)}
          disabled={reason !== undefined}
          tooltip={reason ?? t('targets.group.profile-hint', 'By its labels: processes that appear meanwhile join in')}
          aria-label={t('targets.group.profile-of', 'Profile all of {{name}}', { name })}
          data-testid={testIds.targets.groupProfile(id)}
        >
          {t('targets.group.profile', 'Profile all')}
        </Button>
      </div>
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  row: css({ display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: theme.spacing(1) }),
  toggle: css({
    display: 'inline-flex',
    alignItems: 'center',
    gap: theme.spacing(0.5),
    padding: 0,
    border: 0,
    background: 'none',
    color: 'inherit',
    textAlign: 'left',
    overflowWrap: 'anywhere',
  }),
  actions: css({ display: 'flex', gap: theme.spacing(1), marginLeft: 'auto' }),
});
