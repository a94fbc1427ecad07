import React from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Button, Icon, LinkButton, useStyles2 } from '@grafana/ui';
import { POLICY_KINDS, type PolicyKind } from '@meshprof/contracts';
import { reasonNotToOperate } from '@shared/domain/permissions';
import { t } from '@shared/domain/t';
import { EmptyState } from '@shared/ui/EmptyState';
import { newPolicyUrl } from '../../../routes';
import { lookOfKind } from '../domain/describe-policy';

interface Props {
  kind: PolicyKind | undefined;
  known: number;
  onShowAll: () => void;
}

export function NoPolicies({ kind, known, onShowAll }: Props) {
  if (known > 0 && kind !== undefined) {
    return (
      <EmptyState
        icon="filter"
        title={t('policies.empty.none-of-kind', 'There is no policy of the kind “{{kind}}”', {
          kind: lookOfKind(kind).title,
        })}
        action={<Button onClick={onShowAll}>{t('policies.empty.show-all', 'Show all kinds')}</Button>}
      >
        {lookOfKind(kind).about}
      </EmptyState>
    );
  }
  return (
    <EmptyState
      icon="history"
      title={t('policies.empty.title', 'Nothing is profiled by itself yet')}
      action={<KindCards />}
    >
      {t(
        'policies.empty.about',
        'A policy profiles without somebody who presses a button. Before you create one, its form shows which processes it would cover, what it would cost, and how often it would have fired.'
      )}
    </EmptyState>
  );
}

/** The three kinds, as a choice of what to begin with. */
function KindCards() {
  const styles = useStyles2(getStyles);
  const reason = reasonNotToOperate();
  return (
    <div className={styles.cards}>
      {POLICY_KINDS.map((each) => {
        const { title, about, icon } = lookOfKind(each);
        return (
          <section key={each} className={styles.card} aria-label={title}>
            <h3 className={styles.title}>
              <Icon name={icon} /> {title}
            </h3>
            <p className={styles.about}>{about}</p>
            <LinkButton
              href={newPolicyUrl({ kind: each })}
              variant="secondary"
              size="sm"
              disabled={reason !== undefined}
              tooltip={reason}
              aria-label={t('policies.empty.create-kind', 'Create: {{kind}}', { kind: title })}
            >
              {t('policies.empty.create', 'Create')}
            </LinkButton>
          </section>
        );
      })}
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  cards: css({
    display: 'grid',
    gridTemplateColumns: 'repeat(auto-fit, minmax(220px, 1fr))',
    gap: theme.spacing(2),
    width: '100%',
    maxWidth: 900,
    marginTop: theme.spacing(2),
    textAlign: 'left',
  }),
  card: css({
    display: 'flex',
    flexDirection: 'column',
    alignItems: 'flex-start',
    gap: theme.spacing(1),
    padding: theme.spacing(2),
    background: theme.colors.background.primary,
    border: `1px solid ${theme.colors.border.weak}`,
    borderRadius: theme.shape.radius.default,
  }),
  title: css({ ...theme.typography.h5, margin: 0 }),
  about: css({ color: theme.colors.text.secondary, flexGrow: 1, margin: 0 }),
});
