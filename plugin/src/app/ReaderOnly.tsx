import React, { type ReactNode, Suspense } from 'react';
import { PluginPage } from '@grafana/runtime';
import { reasonNotToRead } from '@shared/domain/permissions';
import { t } from '@shared/domain/t';
import { EmptyState } from '@shared/ui/EmptyState';
import { Loading } from '@shared/ui/Loading';

/** The app's pages as they load, or why this user sees none: Grafana opens an app's address for everybody who may use the app. */
export function ReaderOnly({ children }: { children: ReactNode }) {
  const reason = reasonNotToRead();
  if (reason === undefined) {
    return <Suspense fallback={<Loading text="" />}>{children}</Suspense>;
  }
  return (
    <PluginPage>
      <EmptyState icon="lock" title={t('app.no-access', 'You may not see this app’s pages')}>
        {reason}
      </EmptyState>
    </PluginPage>
  );
}
