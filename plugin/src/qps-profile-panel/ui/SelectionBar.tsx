import React from 'react';
import { css } from '@emotion/css';
import { dateTimeFormat, type GrafanaTheme2 } from '@grafana/data';
import type { TimeZone } from '@grafana/schema';
import { Button, IconButton, LinkButton, useStyles2 } from '@grafana/ui';
import { formatDuration } from '../../shared/domain/format-amount';
import { t } from '../../shared/domain/t';
import { testIds } from '../../test-ids';
import type { UnixRange } from '../domain/unix-range';

interface Props {
  selection: UnixRange;
  timeZone: TimeZone;
  flameGraphHref: string | undefined;
  onZoom: (range: UnixRange) => void;
  onClear: () => void;
}

/** What is selected, and what can be done with it. */
export function SelectionBar({ selection, timeZone, flameGraphHref, onZoom, onClear }: Props) {
  const styles = useStyles2(getStyles);
  const { fromUnixMs, toUnixMs } = selection;
  const duration = formatDuration(Math.max(1000, Math.round((toUnixMs - fromUnixMs) / 1000) * 1000));
  return (
    <div className={styles.bar} data-testid={testIds.qpsPanel.selection}>
      <span>
        {dateTimeFormat(fromUnixMs, { timeZone })} – {dateTimeFormat(toUnixMs, { timeZone, format: 'HH:mm:ss' })} (
        {duration})
      </span>
      {flameGraphHref && (
        <LinkButton href={flameGraphHref} size="sm" icon="gf-grid" data-testid={testIds.qpsPanel.flameGraph}>
          {t('qps-panel.selection.flame-graph', 'Flame graph')}
        </LinkButton>
      )}
      <Button size="sm" variant="secondary" icon="search-plus" onClick={() => onZoom(selection)}>
        {t('qps-panel.selection.zoom', 'Zoom in')}
      </Button>
      <IconButton name="times" tooltip={t('qps-panel.selection.clear', 'Clear the selection')} onClick={onClear} />
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  bar: css({
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    gap: theme.spacing(1),
    padding: theme.spacing(0.5, 1),
    ...theme.typography.bodySmall,
    background: theme.colors.background.secondary,
    borderRadius: theme.shape.radius.default,
  }),
});
