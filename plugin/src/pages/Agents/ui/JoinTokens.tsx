import React from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Button, ConfirmModal, Text, useStyles2 } from '@grafana/ui';
import type { JoinToken } from '@meshprof/contracts';
import { formatCount } from '@shared/domain/format-amount';
import { t } from '@shared/domain/t';
import { type Column, DataTable } from '@shared/ui/DataTable';
import { Loading } from '@shared/ui/Loading';
import { LoadMore } from '@shared/ui/LoadMore';
import { ProblemAlert } from '@shared/ui/ProblemAlert';
import { StateBadge } from '@shared/ui/StateBadge';
import { TimeAgo } from '@shared/ui/TimeAgo';
import { testIds } from '../../../test-ids';
import { lookOfJoinToken } from '../domain/agent-look';
import type { useJoinTokens } from '../domain/use-join-tokens';

/** The tokens that new agents are admitted with; for administrators. */
export function JoinTokens({ data, actions }: ReturnType<typeof useJoinTokens>) {
  const styles = useStyles2(getStyles);
  const { reason, query, tokens, revoke, toRevoke } = data;
  return (
    <section data-testid={testIds.joinTokens.section} aria-labelledby="join-tokens-title">
      <h3 id="join-tokens-title" className={styles.title}>
        {t('agents.tokens.title', 'Join tokens')}
      </h3>
      {reason && <Text color="secondary">{reason}</Text>}
      {revoke.isError && (
        <ProblemAlert error={revoke.error} what={t('agents.tokens.not-revoked', 'The token was not revoked')} />
      )}
      {query.isError && (
        <ProblemAlert
          error={query.error}
          what={t('agents.tokens.failed', 'The join tokens could not be loaded')}
          onRetry={() => void query.refetch()}
        />
      )}
      {!reason && query.isPending && <Loading text={t('agents.tokens.loading', 'Loading join tokens…')} />}
      {query.data && tokens.length === 0 && (
        <Text color="secondary">
          {t(
            'agents.tokens.none',
            'None was made here. Agents can still join with the one of the controller’s settings (joinToken), if it has one.'
          )}
        </Text>
      )}
      {tokens.length > 0 && (
        <DataTable
          caption={t('agents.tokens.caption', 'Join tokens, newest first')}
          columns={columnsWith(actions.askToRevoke)}
          rows={tokens}
          rowId={({ id }) => id}
          rowTestId={({ id }) => testIds.joinTokens.row(id)}
          isDimmed={({ state }) => state !== 'usable'}
        />
      )}
      <LoadMore query={query} />
      {toRevoke && (
        <ConfirmModal
          isOpen
          title={t('agents.tokens.revoke-question', 'Revoke {{name}}?', { name: toRevoke.name })}
          body={t('agents.tokens.revoke-about', 'It admits no more agents. Those that it admitted stay.')}
          confirmText={t('agents.tokens.revoke', 'Revoke')}
          dismissText={t('agents.tokens.keep', 'Keep')}
          onConfirm={() => void actions.confirmRevoke()}
          onDismiss={actions.keep}
        />
      )}
    </section>
  );
}

const columnsWith = (onRevoke: (token: JoinToken) => void): Array<Column<JoinToken>> => [
  {
    id: 'state',
    title: t('agents.tokens.state', 'State'),
    nowrap: true,
    cell: ({ state }) => <StateBadge look={lookOfJoinToken(state)} />,
  },
  { id: 'name', title: t('agents.tokens.name', 'For'), cell: ({ name }) => <Text weight="medium">{name}</Text> },
  {
    id: 'uses',
    title: t('agents.tokens.uses', 'Agents'),
    numeric: true,
    cell: ({ uses, maxUses }) =>
      maxUses === undefined
        ? formatCount(uses)
        : t('agents.tokens.uses-of', '{{uses}} of {{max}}', { uses: formatCount(uses), max: formatCount(maxUses) }),
  },
  {
    id: 'expires',
    title: t('agents.tokens.expires', 'Expires'),
    nowrap: true,
    cell: ({ expiresAt }) => (expiresAt ? <TimeAgo iso={expiresAt} /> : t('agents.tokens.never', 'never')),
  },
  {
    id: 'created',
    title: t('agents.tokens.created', 'Created'),
    nowrap: true,
    optional: true,
    cell: ({ createdAt, createdBy }) => (
      <>
        <TimeAgo iso={createdAt} /> <Text color="secondary">{createdBy}</Text>
      </>
    ),
  },
  {
    id: 'revoke',
    title: t('agents.tokens.revoke', 'Revoke'),
    hideTitle: true,
    numeric: true,
    cell: (token) =>
      token.state === 'usable' && (
        <Button
          variant="destructive"
          fill="outline"
          size="sm"
          onClick={() => onRevoke(token)}
          aria-label={t('agents.tokens.revoke-name', 'Revoke {{name}}', { name: token.name })}
          data-testid={testIds.joinTokens.revoke(token.id)}
        >
          {t('agents.tokens.revoke', 'Revoke')}
        </Button>
      ),
  },
];

const getStyles = (theme: GrafanaTheme2) => ({
  title: css({ ...theme.typography.h4, margin: theme.spacing(2, 0, 1) }),
});
