import React from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Button, useStyles2 } from '@grafana/ui';
import type { UseInfiniteQueryResult } from '@tanstack/react-query';
import { t } from '../domain/t';

interface Props {
  query: Pick<UseInfiniteQueryResult, 'hasNextPage' | 'isFetchingNextPage' | 'fetchNextPage'>;
  'data-testid'?: string;
}

/** Below a list: the way to its next page, if there is one. */
export function LoadMore({ query, ...rest }: Props) {
  const styles = useStyles2(getStyles);
  return query.hasNextPage ? (
    <div className={styles.more}>
      <Button
        variant="secondary"
        onClick={() => void query.fetchNextPage()}
        disabled={query.isFetchingNextPage}
        data-testid={rest['data-testid']}
      >
        {t('shared.load-more', 'Load more')}
      </Button>
    </div>
  ) : null;
}

const getStyles = (theme: GrafanaTheme2) => ({
  more: css({ display: 'flex', justifyContent: 'center', padding: theme.spacing(2) }),
});
