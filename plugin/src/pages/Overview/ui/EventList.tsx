import React, { type ReactNode } from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Text, TextLink, useStyles2 } from '@grafana/ui';
import { TimeAgo } from '@shared/ui/TimeAgo';

export interface ShownEvent {
  id: string;
  badge: ReactNode;
  title: string;
  /** Absent where there is nothing more to see. */
  url?: string;
  iso: string;
  /** One sentence more, such as why it failed. */
  detail?: string;
}

/** What happened last, a line each. */
export function EventList({ events }: { events: ShownEvent[] }) {
  const styles = useStyles2(getStyles);
  return (
    <ul className={styles.list}>
      {events.map(({ id, badge, title, url, iso, detail }) => (
        <li key={id} className={styles.row}>
          <div className={styles.text}>
            {url ? (
              <TextLink href={url} inline={false}>
                {title}
              </TextLink>
            ) : (
              <Text>{title}</Text>
            )}
            <Text color="secondary" variant="bodySmall">
              <TimeAgo iso={iso} />
              {detail && ` · ${detail}`}
            </Text>
          </div>
          {badge}
        </li>
      ))}
    </ul>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  list: css({ listStyle: 'none', display: 'flex', flexDirection: 'column', gap: theme.spacing(1) }),
  row: css({ display: 'flex', justifyContent: 'space-between', alignItems: 'flex-start', gap: theme.spacing(1) }),
  text: css({ display: 'flex', flexDirection: 'column', minWidth: 0, overflowWrap: 'anywhere' }),
});
