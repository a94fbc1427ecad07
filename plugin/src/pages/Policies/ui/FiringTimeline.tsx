import React from 'react';
import { css, cx } from '@emotion/css';
import { dateTimeFormat, getTimeZone, getTimeZoneInfo, type GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import { useNavigate } from 'react-router-dom';
import type { Firing } from '@meshprof/contracts';
import { formatMeasured } from '@shared/domain/format-amount';
import { t } from '@shared/domain/t';
import { taskUrl } from '../../../routes';
import { testIds } from '../../../test-ids';
import { TIMELINE_LANES, type TimelineLane, timelineMarks, timelineTicks } from '../domain/firing-timeline';

const titleOfLane = (lane: TimelineLane): string =>
  ({
    started: t('policies.timeline.started', 'Tasks'),
    held: t('policies.timeline.held', 'Held back'),
    refused: t('policies.timeline.refused', 'Refused'),
  })[lane];

/** The last two days of a trigger; the table below says the same in words. */
export function FiringTimeline({ firings, nowMs }: { firings: Firing[]; nowMs: number }) {
  const styles = useStyles2(getStyles);
  const navigate = useNavigate();
  const marks = timelineMarks(firings, nowMs);
  const offsetMinutes = getTimeZoneInfo(getTimeZone(), nowMs)?.offsetInMins ?? 0;
  const ticks = timelineTicks(nowMs, offsetMinutes);
  const label = t('policies.timeline.label', 'Firings of the last 48 hours: {{count}}', { count: marks.length });
  return (
    <figure className={styles.figure} data-testid={testIds.policy.timeline} role="img" aria-label={label}>
      <figcaption className={styles.caption} aria-hidden>
        {t(
          'policies.timeline.caption',
          'The last 48 hours. Point at a mark for what was measured; click it for its task.'
        )}
      </figcaption>
      {TIMELINE_LANES.map((lane) => (
        <div key={lane} className={styles.lane}>
          <span className={styles.title}>{titleOfLane(lane)}</span>
          <div className={styles.track}>
            {marks
              .filter((mark) => mark.lane === lane)
              .map(({ firing, left, width }) => (
                <span
                  key={firing.id}
                  className={cx(styles.mark, styles[lane], firing.taskId && styles.opens)}
                  style={{ left: `min(${left * 100}%, calc(100% - 4px))`, width: `max(4px, ${width * 100}%)` }}
                  title={describeFiring(firing)}
                  onClick={() => firing.taskId && navigate(taskUrl(firing.taskId))}
                />
              ))}
          </div>
        </div>
      ))}
      <div className={styles.lane} aria-hidden>
        <span className={styles.title} />
        <div className={styles.axis}>
          {ticks.map(({ unixMs, left }) => (
            <span key={unixMs} className={styles.tick} style={{ left: `${left * 100}%` }}>
              {tickText(unixMs)}
            </span>
          ))}
        </div>
      </div>
    </figure>
  );
}

/** "2026-11-26 03:14:15 · CPU of envoy (pid 7) on n1 · 93.5 %, threshold > 80 %" */
const describeFiring = ({ at, what, measured, op, threshold, unit, detail }: Firing): string =>
  [
    dateTimeFormat(at),
    what,
    t('policies.timeline.measured', '{{measured}}, threshold {{op}} {{threshold}}', {
      measured: formatMeasured(measured, unit),
      op,
      threshold: formatMeasured(threshold, unit),
    }),
    detail,
  ]
    .filter(Boolean)
    .join(' · ');

/** Midnight says which day begins. */
function tickText(unixMs: number): string {
  const hour = dateTimeFormat(unixMs, { format: 'HH:mm' });
  return hour === '00:00' ? dateTimeFormat(unixMs, { format: 'MMM D' }) : hour;
}

const getStyles = (theme: GrafanaTheme2) => ({
  figure: css({ margin: theme.spacing(0, 0, 2) }),
  lane: css({
    display: 'grid',
    gridTemplateColumns: '80px minmax(0, 1fr)',
    alignItems: 'center',
    gap: theme.spacing(1),
    minHeight: 22,
  }),
  title: css({ ...theme.typography.bodySmall, color: theme.colors.text.secondary }),
  track: css({ position: 'relative', height: 14, background: theme.colors.background.secondary }),
  caption: css({ ...theme.typography.bodySmall, color: theme.colors.text.secondary, marginBottom: theme.spacing(1) }),
  opens: css({ cursor: 'pointer' }),
  mark: css({ position: 'absolute', top: 0, bottom: 0, borderRadius: theme.shape.radius.default }),
  started: css({ background: theme.colors.success.main }),
  held: css({ background: theme.colors.text.secondary }),
  refused: css({ background: theme.colors.error.main }),
  axis: css({ position: 'relative', height: 18 }),
  tick: css({
    position: 'absolute',
    transform: 'translateX(-50%)',
    whiteSpace: 'nowrap',
    ...theme.typography.bodySmall,
    color: theme.colors.text.secondary,
    // Every other one where all would overlap.
    [theme.breakpoints.down('sm')]: { '&:nth-of-type(even)': { display: 'none' } },
  }),
});
