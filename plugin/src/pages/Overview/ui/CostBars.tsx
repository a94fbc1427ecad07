import React, { useState } from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Button, TextLink, Tooltip, useStyles2, useTheme2 } from '@grafana/ui';
import { formatShare } from '@shared/domain/format-amount';
import { t } from '@shared/domain/t';
import { testIds } from '../../../test-ids';
import type { CostBar } from '../domain/cost-overview';

const SHOWN = 6;

interface Props {
  bars: CostBar[];
  shown?: number;
  /** The same colours as everywhere else; one for all if absent. */
  colorOf?: (id: string, theme: GrafanaTheme2) => string;
}

/** Bars of one scale: the whole width is everything that was profiled. */
export function CostBars({ bars, shown = SHOWN, colorOf }: Props) {
  const theme = useTheme2();
  const styles = useStyles2(getStyles);
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <ul className={styles.list}>
        {(isOpen ? bars : bars.slice(0, shown)).map((bar) => (
          <li key={bar.id} className={styles.row} data-testid={testIds.overview.bar(bar.id)}>
            <Title bar={bar} />
            <div className={styles.track} aria-hidden>
              <div
                className={styles.fill}
                style={{ width: `${bar.share * 100}%`, background: colorOf?.(bar.id, theme) }}
              />
            </div>
            <span className={styles.share}>{formatShare(bar.share)}</span>
          </li>
        ))}
      </ul>
      {bars.length > shown && (
        <Button variant="secondary" fill="text" size="sm" className={styles.more} onClick={() => setOpen(!isOpen)}>
          {isOpen
            ? t('overview.bars.fewer', 'Show fewer')
            : t('overview.bars.all', 'Show all {{count}}', { count: bars.length })}
        </Button>
      )}
    </>
  );
}

function Title({ bar: { title, meaning, url } }: { bar: CostBar }) {
  const styles = useStyles2(getStyles);
  const link = (
    <span className={styles.title}>
      <TextLink href={url} inline={false} color="primary">
        {title}
      </TextLink>
    </span>
  );
  return meaning ? <Tooltip content={meaning}>{link}</Tooltip> : link;
}

const getStyles = (theme: GrafanaTheme2) => ({
  list: css({ listStyle: 'none', display: 'flex', flexDirection: 'column', gap: theme.spacing(0.75) }),
  row: css({
    display: 'grid',
    gridTemplateColumns: 'minmax(0, 220px) minmax(0, 1fr) 64px',
    alignItems: 'center',
    gap: theme.spacing(1.5),
    [theme.breakpoints.down('sm')]: { gridTemplateColumns: 'minmax(0, 1fr) 64px' },
  }),
  title: css({ minWidth: 0, overflow: 'hidden', textOverflow: 'ellipsis' }),
  track: css({
    height: theme.spacing(1.5),
    background: theme.colors.background.secondary,
    borderRadius: theme.shape.radius.default,
    [theme.breakpoints.down('sm')]: { gridRow: 2, gridColumn: '1 / -1', height: theme.spacing(0.75) },
  }),
  fill: css({
    height: '100%',
    minWidth: 1,
    background: theme.colors.primary.main,
    borderRadius: theme.shape.radius.default,
  }),
  // In line with the titles above it.
  more: css({ marginTop: theme.spacing(0.5), paddingLeft: 0 }),
  share: css({ textAlign: 'right', fontVariantNumeric: 'tabular-nums', whiteSpace: 'nowrap' }),
});
