import React from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { t } from '@shared/domain/t';
import { RefreshPicker, TimeRangePicker, useStyles2 } from '@grafana/ui';
import { testIds } from '../../test-ids';
import type { UrlTimeRange } from '../domain/use-time-range';

interface Props {
  range: UrlTimeRange;
  /** Whether what the range selects is being fetched. */
  isLoading?: boolean;
  /** Pages with two ranges refresh both with one button. */
  hideRefresh?: boolean;
}

/** Grafana's time range picker and refresh button. */
export function TimeRange({ range: { data, actions }, isLoading = false, hideRefresh = false }: Props) {
  const styles = useStyles2(getStyles);
  return (
    <div className={styles.row} data-testid={testIds.timeRange}>
      <TimeRangePicker
        value={data.timeRange}
        timeZone={data.timeZone}
        onChange={actions.setTimeRange}
        onChangeTimeZone={actions.setTimeZone}
        onMoveBackward={actions.shiftBack}
        onMoveForward={actions.shiftForward}
        onZoom={actions.zoomOut}
        isOnCanvas
      />
      {!hideRefresh && (
        <RefreshPicker
          onRefresh={actions.refresh}
          onIntervalChanged={() => {
            // Without a picker of intervals there is none to change.
          }}
          tooltip={t('shared.time-range.refresh', 'Refresh')}
          isLoading={isLoading}
          noIntervalPicker
          isOnCanvas
        />
      )}
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  row: css({ display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: theme.spacing(1) }),
});
