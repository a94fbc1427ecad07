import React from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import { describeOrigin } from '@shared/domain/describe-cause';
import { t } from '@shared/domain/t';
import type { UrlTimeRange } from '@shared/domain/use-time-range';
import { testIds } from '../../../test-ids';
import type { Timeline } from '../domain/timeline-layout';
import { TimelineAxis } from './TimelineAxis';
import { TimelineLaneStrip } from './TimelineLaneStrip';
import { TimelineLegend } from './TimelineLegend';
import { useTimelineSelection } from './use-timeline-selection';

interface Props {
  timeline: Timeline;
  range: UrlTimeRange;
}

/**
 * When tasks ran: a lane for each origin, a bar for each task. For the eye and the pointer; the table below says the same
 * to everybody else.
 */
export function TaskTimeline({ timeline, range }: Props) {
  const styles = useStyles2(getStyles);
  const { timeZone } = range.data;
  const { lanes, unknownUntil, fromUnixMs, toUnixMs } = timeline;
  const { selection, handlers } = useTimelineSelection((from, to) => {
    const at = (place: number) => String(Math.round(fromUnixMs + place * (toUnixMs - fromUnixMs)));
    range.actions.setRange({ from: at(from), to: at(to) });
  });
  if (lanes.length === 0) {
    return null;
  }
  return (
    <div className={styles.box} data-testid={testIds.tasks.timeline}>
      <div className={styles.grid}>
        {lanes.map((lane) => (
          <React.Fragment key={lane.origin}>
            <div className={styles.origin}>{describeOrigin(lane.origin)}</div>
            <div className={styles.strip} {...handlers}>
              {unknownUntil > 0 && (
                <div
                  className={styles.unknown}
                  style={{ width: `${unknownUntil * 100}%` }}
                  title={t('tasks.timeline.unknown', 'Older tasks are loaded as you scroll the table')}
                />
              )}
              <TimelineLaneStrip lane={lane} timeZone={timeZone} />
              {selection && (
                <div
                  className={styles.selection}
                  style={{ left: `${selection.from * 100}%`, width: `${(selection.to - selection.from) * 100}%` }}
                />
              )}
            </div>
          </React.Fragment>
        ))}
        <div />
        <TimelineAxis fromUnixMs={fromUnixMs} toUnixMs={toUnixMs} timeZone={timeZone} />
      </div>
      <TimelineLegend />
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  box: css({
    padding: theme.spacing(1.5),
    marginBottom: theme.spacing(2),
    background: theme.colors.background.primary,
    border: `1px solid ${theme.colors.border.weak}`,
    borderRadius: theme.shape.radius.default,
  }),
  grid: css({
    display: 'grid',
    gridTemplateColumns: 'max-content minmax(0, 1fr)',
    columnGap: theme.spacing(1.5),
    rowGap: theme.spacing(0.75),
    alignItems: 'center',
  }),
  origin: css({ ...theme.typography.bodySmall, color: theme.colors.text.secondary }),
  strip: css({
    position: 'relative',
    cursor: 'crosshair',
    touchAction: 'pan-y',
    background: theme.colors.background.secondary,
    borderRadius: theme.shape.radius.default,
  }),
  unknown: css({
    position: 'absolute',
    top: 0,
    bottom: 0,
    left: 0,
    backgroundImage: `repeating-linear-gradient(135deg, ${theme.colors.border.medium} 0 1px, transparent 1px 7px)`,
  }),
  selection: css({
    position: 'absolute',
    top: 0,
    bottom: 0,
    pointerEvents: 'none',
    background: theme.colors.action.selected,
    borderLeft: `1px solid ${theme.colors.primary.border}`,
    borderRight: `1px solid ${theme.colors.primary.border}`,
  }),
});
