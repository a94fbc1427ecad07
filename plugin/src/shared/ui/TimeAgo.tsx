import React from 'react';
import { dateTimeFormat, dateTimeFormatTimeAgo } from '@grafana/data';

/** A moment as "3 minutes ago", with the exact time in the user's time zone on hover. */
export function TimeAgo({ iso }: { iso: string }) {
  return (
    <time dateTime={iso} title={dateTimeFormat(iso)}>
      {dateTimeFormatTimeAgo(iso)}
    </time>
  );
}
