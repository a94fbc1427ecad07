import React, { lazy, Suspense } from 'react';
import { t } from '@shared/domain/t';
import { Loading } from '@shared/ui/Loading';
import type { ProfileGraphProps } from './ProfileGraph';

const importGraph = () => import('./ProfileGraph');
const ProfileGraph = lazy(importGraph);

export const LazyProfileGraph = (props: ProfileGraphProps) => (
  <Suspense fallback={<Loading text={t('profile-view.drawing', 'Drawing…')} />}>
    <ProfileGraph {...props} />
  </Suspense>
);

/** Fetches the flame graph's code ahead of need, so that the graph is there as soon as its data is. */
export const preloadGraph = () => void importGraph();
