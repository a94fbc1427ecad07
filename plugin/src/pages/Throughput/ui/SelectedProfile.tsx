import React from 'react';
import { css } from '@emotion/css';
import { dateTimeFormat, type GrafanaTheme2 } from '@grafana/data';
import { LinkButton, useStyles2 } from '@grafana/ui';
import type { TimeZone } from '@grafana/schema';
import { useMemoryState } from '@shared/domain/use-memory-state';
import { t } from '@shared/domain/t';
import type { DataSource } from '@shared/infrastructure/data-source-query';
import { EmptyState } from '@shared/ui/EmptyState';
import { ProfileView } from '@shared/ui/profile-view/ProfileView';
import type { UnixRange } from '../../../qps-profile-panel/domain/unix-range';
import { profileUrl } from '../../../routes';
import { testIds } from '../../../test-ids';
import { ON_CPU } from '../domain/use-throughput-sources';

interface Props {
  dataSource: DataSource;
  selector: string;
  selection: UnixRange;
  timeZone: TimeZone;
}

/** The profile of what is selected above. What one narrows it down to is kept by the profile page it leads to. */
export function SelectedProfile({ dataSource, selector, selection, timeZone }: Props) {
  const styles = useStyles2(getStyles);
  const state = useMemoryState();
  const { fromUnixMs, toUnixMs } = selection;
  const ref = { labelSelector: selector, from: String(fromUnixMs), to: String(toUnixMs) };
  const time = (unixMs: number) => dateTimeFormat(unixMs, { timeZone, format: 'HH:mm:ss' });
  return (
    <section className={styles.section} data-testid={testIds.throughput.selected}>
      <h2 className={styles.title}>
        {t('throughput.selected.title', 'On-CPU time from {{from}} to {{to}}', {
          from: time(fromUnixMs),
          to: time(toUnixMs),
        })}
      </h2>
      <ProfileView
        type={ON_CPU}
        source={{ labelSelector: selector, fromUnixMs, toUnixMs }}
        subject={selector}
        state={state}
        dataSourceUid={dataSource.uid}
        empty={() => (
          <EmptyState title={t('throughput.selected.empty', 'Nothing was profiled in this range')}>
            {t(
              'throughput.selected.empty-detail',
              'A policy’s profiles are stored at the start of their minute. Select at least a minute in which the shares have a point.'
            )}
          </EmptyState>
        )}
        actions={
          <LinkButton variant="secondary" icon="external-link-alt" href={profileUrl(ref, ON_CPU.id)}>
            {t('throughput.selected.open', 'Open as a page')}
          </LinkButton>
        }
      />
    </section>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  section: css({ marginTop: theme.spacing(3) }),
  title: css({ ...theme.typography.h4, marginBottom: theme.spacing(1) }),
});
