import React from 'react';
import { css, cx } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2, useTheme2 } from '@grafana/ui';
import { categoryColor, restColor } from '@shared/domain/category-color';
import { microseconds } from '@shared/domain/experiment/effect-text';
import { placeOn } from '@shared/domain/experiment/forest-scale';
import { categoryTitle } from '@shared/domain/contract-texts/category-texts';
import { t } from '@shared/domain/t';
import { testIds } from '../../../test-ids';
import { type WaterfallRow, waterfallSpan } from '../domain/waterfall';

interface Props {
  rows: readonly WaterfallRow[];
  baseline: string;
  variant: string;
}

const ROW_PX = 24;
const BAR_PX = 14;

/** A table whose last column is the picture, so that it reads the same with and without sight. */
export function WaterfallTable({ rows, baseline, variant }: Props) {
  const styles = useStyles2(getStyles);
  const span = waterfallSpan(rows);
  return (
    <table className={styles.table}>
      <caption className="sr-only">
        {t('experiment.waterfall.caption', 'CPU per request from {{baseline}} to {{variant}}, by cost category', {
          baseline,
          variant,
        })}
      </caption>
      <thead>
        <tr className={styles.head}>
          <th scope="col">{t('experiment.waterfall.category', 'Category')}</th>
          <th scope="col" className={styles.kind}>
            {t('experiment.waterfall.kind', 'Part')}
          </th>
          <th scope="col" className={styles.number}>
            {t('experiment.waterfall.change', 'Per request')}
          </th>
          <th scope="col" className={styles.picture}>
            <span className="sr-only">{t('experiment.waterfall.picture', 'Picture')}</span>
            {span.min > 0 && (
              <span className={styles.cut}>
                {t('experiment.waterfall.cut', 'begins at {{from}}', { from: microseconds(span.min) })}
              </span>
            )}
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr
            key={row.id}
            className={cx(styles.row, isTotal(row) && styles.total)}
            data-testid={testIds.experiment.waterfallRow(row.id)}
          >
            <th scope="row" className={styles.title}>
              {titleOf(row, { baseline, variant })}
            </th>
            <td className={styles.kind}>{kindText(row)}</td>
            <td className={styles.number}>{microseconds(row.changeUs, { signed: !isTotal(row) })}</td>
            <td className={styles.picture}>
              <Bar row={row} span={span} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

const isTotal = ({ kind }: WaterfallRow) => kind === 'baseline' || kind === 'variant';

function Bar({ row, span }: { row: WaterfallRow; span: { min: number; max: number } }) {
  const styles = useStyles2(getStyles);
  const theme = useTheme2();
  const from = placeOn(span, Math.min(row.fromUs, row.toUs)) * 100;
  const to = placeOn(span, Math.max(row.fromUs, row.toUs)) * 100;
  const end = placeOn(span, row.toUs) * 100;
  const color = row.category ? categoryColor(row.category, theme) : restColor(theme);
  return (
    <svg width="100%" height={ROW_PX} className={styles.svg} aria-hidden>
      <rect
        x={`${from}%`}
        width={`${Math.max(to - from, 0.3)}%`}
        y={(ROW_PX - BAR_PX) / 2}
        height={BAR_PX}
        fill={color}
        // What falls is an outline, so that it is told from what rises without colour.
        fillOpacity={row.changeUs < 0 ? 0.25 : 1}
        stroke={color}
      />
      <line x1={`${end}%`} x2={`${end}%`} y1={ROW_PX / 2} y2={ROW_PX} className={styles.joint} />
    </svg>
  );
}

function titleOf({ kind, category, count }: WaterfallRow, names: { baseline: string; variant: string }): string {
  switch (kind) {
    case 'baseline':
      return names.baseline;
    case 'variant':
      return names.variant;
    case 'rest':
      return t('experiment.waterfall.rest', '{{count}} more categories', {
        count,
        defaultValue_one: 'One more category',
      });
    case 'unexplained':
      return t('experiment.waterfall.unexplained', 'Not accounted for');
    default:
      return categoryTitle(category ?? '');
  }
}

function kindText({ kind }: WaterfallRow): string {
  switch (kind) {
    case 'direct':
      return t('experiment.waterfall.direct', 'direct');
    case 'indirect':
    case 'rest':
      return t('experiment.waterfall.indirect', 'indirect');
    case 'unexplained':
      return '';
    default:
      return t('experiment.waterfall.total', 'total');
  }
}

const getStyles = (theme: GrafanaTheme2) => ({
  table: css({
    width: '100%',
    maxWidth: 1000,
    margin: theme.spacing(1, 0),
    borderCollapse: 'collapse',
    background: theme.colors.background.primary,
    border: `1px solid ${theme.colors.border.weak}`,
    'th, td': { padding: theme.spacing(0.25, 1.5), textAlign: 'left' },
  }),
  head: css({
    ...theme.typography.bodySmall,
    color: theme.colors.text.secondary,
    th: { fontWeight: theme.typography.fontWeightMedium },
  }),
  row: css({ '&:hover': { background: theme.colors.action.hover } }),
  total: css({ borderTop: `1px solid ${theme.colors.border.weak}`, 'th&, th, td': { fontWeight: 500 } }),
  title: css({ fontWeight: theme.typography.fontWeightRegular, overflowWrap: 'anywhere' }),
  kind: css({
    ...theme.typography.bodySmall,
    color: theme.colors.text.secondary,
    [theme.breakpoints.down('sm')]: { display: 'none' },
  }),
  number: css({ '&&': { textAlign: 'right' }, whiteSpace: 'nowrap', fontVariantNumeric: 'tabular-nums' }),
  picture: css({ width: '50%', '&&': { paddingLeft: 0 }, [theme.breakpoints.down('sm')]: { width: '34%' } }),
  cut: css({ ...theme.typography.bodySmall, color: theme.colors.text.secondary }),
  svg: css({ display: 'block', overflow: 'visible' }),
  joint: css({ stroke: theme.colors.border.strong }),
});
