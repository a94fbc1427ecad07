import React, { type PointerEvent, useMemo, useState } from 'react';
import { css } from '@emotion/css';
import { dateTimeFormat, type GrafanaTheme2 } from '@grafana/data';
import { useStyles2, useTheme2 } from '@grafana/ui';
import { describeCause } from '@shared/domain/describe-cause';
import { titleOfTask } from '@shared/domain/describe-task';
import { formatDuration } from '@shared/domain/format-amount';
import { lookOfTaskState } from '@shared/domain/task-state-look';
import { useNavigate } from 'react-router-dom';
import { taskUrl } from '../../../routes';
import { barAt, type TimelineBar, type TimelineLane } from '../domain/timeline-layout';
import { barColors } from './timeline-colors';
import { placeOfPointer } from './use-timeline-selection';

const ROW_PX = 12;
const BAR_PX = 9;
/** The picture is stretched to the strip's width. */
const WIDTH = 10_000;

/** One path a colour, however many tasks there are: the browser lays out a handful of elements, not thousands. */
export function TimelineLaneStrip({ lane, timeZone }: { lane: TimelineLane; timeZone: string }) {
  const styles = useStyles2(getStyles);
  const theme = useTheme2();
  const navigate = useNavigate();
  const [pointed, setPointed] = useState<TimelineBar>();
  const paths = useMemo(() => pathsOf(lane, theme), [lane, theme]);
  const barUnder = (event: PointerEvent<SVGSVGElement>) => {
    const { top } = event.currentTarget.getBoundingClientRect();
    return barAt(lane, placeOfPointer(event), Math.floor((event.clientY - top) / ROW_PX));
  };
  const height = lane.rows * ROW_PX;
  return (
    <>
      <svg
        className={styles.picture}
        style={{ cursor: pointed ? 'pointer' : undefined }}
        width="100%"
        height={height}
        viewBox={`0 0 ${WIDTH} ${height}`}
        preserveAspectRatio="none"
        aria-hidden
        onPointerMove={(event) => setPointed(barUnder(event))}
        onPointerLeave={() => setPointed(undefined)}
        onClick={() => pointed && navigate(taskUrl(pointed.task.id))}
      >
        {paths.map(([color, path]) => (
          <path key={color} d={path} fill={color} />
        ))}
      </svg>
      {pointed && (
        <div className={styles.tip} style={tipPlace(pointed)}>
          {describeBar(pointed, timeZone)}
        </div>
      )}
    </>
  );
}

function pathsOf(lane: TimelineLane, theme: GrafanaTheme2): Array<[color: string, path: string]> {
  const colors = barColors(theme);
  const paths = new Map<string, string>();
  for (const { task, from, to, row } of lane.bars) {
    const color = colors[lookOfTaskState(task.state).color];
    const [x, width] = [Math.round(from * WIDTH), Math.max(1, Math.round((to - from) * WIDTH))];
    const bar = `M${x} ${row * ROW_PX + (ROW_PX - BAR_PX) / 2}h${width}v${BAR_PX}h${-width}z`;
    paths.set(color, (paths.get(color) ?? '') + bar);
  }
  return [...paths];
}

function describeBar({ task }: TimelineBar, timeZone: string): string {
  const time = dateTimeFormat(task.startedAt ?? task.startAt, { timeZone });
  const { text } = lookOfTaskState(task.state);
  const cause = task.cause && describeCause(task.cause);
  return [titleOfTask(task), cause, text, formatDuration(task.durationMs), time].filter(Boolean).join(' · ');
}

/** Beside the bar, on the side where there is room. */
const tipPlace = ({ from, to }: TimelineBar) =>
  from + to < 1 ? { left: `${from * 100}%` } : { right: `${(1 - to) * 100}%` };

const getStyles = (theme: GrafanaTheme2) => ({
  picture: css({ position: 'relative', display: 'block' }),
  tip: css({
    ...theme.typography.bodySmall,
    position: 'absolute',
    top: '100%',
    zIndex: theme.zIndex.tooltip,
    marginTop: theme.spacing(0.5),
    padding: theme.spacing(0.5, 1),
    maxWidth: 'min(520px, 80vw)',
    pointerEvents: 'none',
    color: theme.components.tooltip.text,
    background: theme.components.tooltip.background,
    borderRadius: theme.shape.radius.default,
    boxShadow: theme.shadows.z2,
  }),
});
