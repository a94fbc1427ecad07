import React, { type ReactNode } from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Text, TextLink, useStyles2 } from '@grafana/ui';
import type { UseQueryResult } from '@tanstack/react-query';
import { t } from '@shared/domain/t';
import { Loading } from '@shared/ui/Loading';
import { ProblemAlert } from '@shared/ui/ProblemAlert';

interface Props {
  title: string;
  /** Where all of it is. */
  more?: { text: string; url: string };
  query: Pick<UseQueryResult, 'isPending' | 'isError' | 'error' | 'data' | 'refetch'>;
  /** What could not be loaded, for its error. */
  failed: string;
  children: ReactNode;
  'data-testid': string;
}

/** One part of the overview with its own loading and error: one that fails leaves the others standing. */
export function Block({ title, more, query, failed, children, ...rest }: Props) {
  const styles = useStyles2(getStyles);
  return (
    <section className={styles.block} aria-label={title} data-testid={rest['data-testid']}>
      <div className={styles.head}>
        <Text element="h2" variant="h5">
          {title}
        </Text>
        {more && (
          <TextLink href={more.url} inline={false} variant="bodySmall">
            {more.text}
          </TextLink>
        )}
      </div>
      {query.isError && <ProblemAlert error={query.error} what={failed} onRetry={() => void query.refetch()} />}
      {query.isPending && !query.isError ? (
        <Loading text={t('overview.block.loading', 'Loading…')} />
      ) : (
        query.data !== undefined && children
      )}
    </section>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  block: css({
    padding: theme.spacing(2),
    background: theme.colors.background.primary,
    border: `1px solid ${theme.colors.border.weak}`,
    borderRadius: theme.shape.radius.default,
  }),
  head: css({
    display: 'flex',
    justifyContent: 'space-between',
    alignItems: 'baseline',
    gap: theme.spacing(2),
    marginBottom: theme.spacing(1.5),
  }),
});
