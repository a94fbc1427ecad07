import React from 'react';
import { css, cx } from '@emotion/css';
import { colorManipulator, type GrafanaTheme2 } from '@grafana/data';
import { useStyles2, useTheme2 } from '@grafana/ui';
import type { CellState, ScheduleCell } from '../../domain/experiment/schedule-cells';
import { variantColor } from '../../domain/experiment/variant-color';
import { t } from '../../domain/t';

interface Props {
  cells: ReadonlyArray<readonly ScheduleCell[]>;
  /** Of all variants, the baseline first. */
  names: readonly string[];
  'data-testid'?: string;
}

/** Blocks below each other, their slots in order: colour and letter say which variant is measured then. */
export function ScheduleGrid({ cells, names, ...rest }: Props) {
  const styles = useStyles2(getStyles);
  const theme = useTheme2();
  return (
    <div data-testid={rest['data-testid']}>
      <div className={styles.scroll}>
        <table className={styles.table}>
          <caption className="sr-only">
            {t('experiment-schedule.caption', 'Order of measurement: a row a block, a column a slot')}
          </caption>
          <tbody>
            {cells.map((row, block) => (
              <tr key={block}>
                <th scope="row" className={styles.block}>
                  <span className="sr-only">{t('experiment-schedule.block', 'Block')} </span>
                  {block + 1}
                </th>
                {row.map((cell, slot) => (
                  <td
                    key={slot}
                    className={cx(styles.cell, styles[cell.state])}
                    style={colorsOf(cell, variantColor(names, cell.variant, theme), theme)}
                    title={cellTitle(cell)}
                    data-state={cell.state}
                  >
                    <span aria-hidden>{letterOf(names, cell.variant)}</span>
                    <span className="sr-only">{cellTitle(cell)}</span>
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <ul className={styles.key} aria-label={t('experiment-schedule.key', 'Variants')}>
        {names.map((name, index) => {
          const color = variantColor(names, name, theme);
          return (
            <li key={name} className={styles.item}>
              <span
                aria-hidden
                className={styles.mark}
                style={{ background: color, color: theme.colors.getContrastText(color) }}
              >
                {letterOf(names, name)}
              </span>
              {index === 0 ? t('experiment-schedule.baseline', '{{name}} (baseline)', { name }) : name}
            </li>
          );
        })}
      </ul>
    </div>
  );
}

const letterOf = (names: readonly string[], name: string) =>
  String.fromCharCode('A'.charCodeAt(0) + Math.max(0, names.indexOf(name)));

/** What was measured is filled, what is to come a tint. */
function colorsOf({ state }: ScheduleCell, color: string, theme: GrafanaTheme2) {
  const isFilled = state === 'done' || state === 'running';
  return isFilled
    ? { background: color, borderColor: color, color: theme.colors.getContrastText(color) }
    : { borderColor: color, ...(state === 'planned' && { background: colorManipulator.alpha(color, 0.25) }) };
}

const stateTexts = (): Record<CellState, string> => ({
  planned: t('experiment-schedule.planned', 'to come'),
  running: t('experiment-schedule.running', 'now'),
  done: t('experiment-schedule.done', 'measured'),
  void: t('experiment-schedule.void', 'does not count'),
});

const cellTitle = ({ variant, state, reason }: ScheduleCell) =>
  [`${variant}: ${stateTexts()[state]}`, reason].filter(Boolean).join('. ');

const getStyles = (theme: GrafanaTheme2) => ({
  scroll: css({ position: 'relative', overflowX: 'auto' }),
  table: css({ borderCollapse: 'separate', borderSpacing: 3 }),
  block: css({
    ...theme.typography.bodySmall,
    color: theme.colors.text.secondary,
    fontWeight: theme.typography.fontWeightRegular,
    textAlign: 'right',
    paddingRight: theme.spacing(0.5),
    minWidth: 22,
  }),
  cell: css({
    width: 40,
    minWidth: 22,
    height: 22,
    borderRadius: theme.shape.radius.default,
    border: '1px solid',
    textAlign: 'center',
    fontSize: 11,
    lineHeight: '20px',
    color: theme.colors.text.primary,
  }),
  planned: css({}),
  done: css({}),
  running: css({ outline: `2px solid ${theme.colors.text.primary}`, outlineOffset: 1 }),
  void: css({
    backgroundImage: `repeating-linear-gradient(45deg, ${theme.colors.border.strong} 0 2px, transparent 2px 6px)`,
    textDecoration: 'line-through',
  }),
  key: css({
    display: 'flex',
    flexWrap: 'wrap',
    gap: theme.spacing(0.5, 2),
    listStyle: 'none',
    margin: theme.spacing(1, 0, 0),
    ...theme.typography.bodySmall,
  }),
  item: css({ display: 'flex', alignItems: 'center', gap: theme.spacing(0.75), overflowWrap: 'anywhere' }),
  mark: css({
    flex: 'none',
    width: 18,
    borderRadius: theme.shape.radius.default,
    textAlign: 'center',
    fontSize: 11,
    lineHeight: '16px',
  }),
});
