import React, { useMemo, useState } from 'react';
import { getTimeZone, usePluginContext } from '@grafana/data';
import { ErrorBoundaryAlert, LinkButton } from '@grafana/ui';
import { PROFILE_TYPES } from '@meshprof/contracts';
import { QueryClientProvider } from '@tanstack/react-query';
import { createQueryClient } from '../app/create-query-client';
import { profileUrl } from '../routes';
import { type AppSettings, AppSettingsProvider } from '@shared/domain/app-settings';
import { DEFAULT_RANGE, resolveRange } from '@shared/domain/time-range';
import { t } from '@shared/domain/t';
import { useMemoryState } from '@shared/domain/use-memory-state';
import { EmptyState } from '@shared/ui/EmptyState';
import { ProfileView } from '@shared/ui/profile-view/ProfileView';
import type { ExposedProfileViewProps } from './profile-view-props';

/**
 * A profile on a page of another app. It brings its own providers and keeps its own errors; the page's address belongs
 * to the other app, so what a person narrows down stays in memory, and a link leads to Meshprof's own page.
 */
export default function ExposedProfileView(props: ExposedProfileViewProps) {
  const [queryClient] = useState(createQueryClient);
  const settings = (usePluginContext()?.meta.jsonData ?? {}) as AppSettings;
  return (
    <ErrorBoundaryAlert>
      <QueryClientProvider client={queryClient}>
        <AppSettingsProvider value={settings}>
          <View {...props} />
        </AppSettingsProvider>
      </QueryClientProvider>
    </ErrorBoundaryAlert>
  );
}

function View({ selector, type: typeId, from, to, dataSourceUid }: ExposedProfileViewProps) {
  const state = useMemoryState();
  const [nowUnixMs] = useState(() => Date.now());
  const raw = useMemo(() => ({ from: from ?? DEFAULT_RANGE.from, to: to ?? DEFAULT_RANGE.to }), [from, to]);
  const range = useMemo(() => resolveRange(raw, getTimeZone(), nowUnixMs), [raw, nowUnixMs]);
  const type = PROFILE_TYPES.find(({ id }) => id === typeId) ?? PROFILE_TYPES[0];
  if (!range) {
    return (
      <EmptyState icon="clock-nine" title={t('exposed.bad-range', 'This is no time range')}>
        {t('exposed.bad-range-text', 'The page asks for {{from}} to {{to}}.', raw)}
      </EmptyState>
    );
  }
  const source = { labelSelector: selector, fromUnixMs: range.from.valueOf(), toUnixMs: range.to.valueOf() };
  const address = profileUrl(
    { labelSelector: selector, from: String(source.fromUnixMs), to: String(source.toUnixMs) },
    type.id
  );
  return (
    <ProfileView
      key={type.id}
      type={type}
      source={source}
      subject={selector}
      state={state}
      dataSourceUid={dataSourceUid}
      linkTo={() => new URL(address, window.location.origin).href}
      empty={(dataSourceName) => (
        <EmptyState icon="fire" title={t('exposed.nothing', 'Nothing was profiled here')}>
          {t('exposed.nothing-text', '{{dataSource}} has no profile with these labels in this time.', {
            dataSource: dataSourceName,
          })}
        </EmptyState>
      )}
      actions={
        <LinkButton variant="secondary" icon="external-link-alt" href={address}>
          {t('exposed.open', 'Open in Meshprof')}
        </LinkButton>
      }
    />
  );
}
