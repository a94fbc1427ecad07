// Grafana loads this file with the app's first page: keep it to lazy imports.
import React, { Suspense } from 'react';
import { AppPlugin, type AppRootProps } from '@grafana/data';
import { LoadingPlaceholder } from '@grafana/ui';
import { lazyTranslated } from './app/lazy-translated';
import type { ExposedProfileViewProps } from './exposed/profile-view-props';
import { EXTENSION_LINKS } from './extensions/extension-links';
import type { ConfigurationPageProps } from './pages/Configuration/ui/ConfigurationPage';
import type { AppSettings } from './shared/domain/app-settings';

const LazyApp = lazyTranslated(() => import('./app/App'));
const LazyConfigurationPage = lazyTranslated(() => import('./pages/Configuration/ui/ConfigurationPage'));
const LazyProfileView = lazyTranslated(() => import('./exposed/ExposedProfileView'));

const App = (props: AppRootProps<AppSettings>) => (
  <Suspense fallback={<LoadingPlaceholder text="" />}>
    <LazyApp {...props} />
  </Suspense>
);

const ConfigurationPage = (props: ConfigurationPageProps) => (
  <Suspense fallback={<LoadingPlaceholder text="" />}>
    <LazyConfigurationPage {...props} />
  </Suspense>
);

export const plugin = new AppPlugin<AppSettings>().setRootPage(App).addConfigPage({
  title: 'Configuration',
  icon: 'cog',
  body: ConfigurationPage,
  id: 'configuration',
});

const ProfileView = (props: ExposedProfileViewProps) => (
  <Suspense fallback={<LoadingPlaceholder text="" />}>
    <LazyProfileView {...props} />
  </Suspense>
);

plugin.exposeComponent({
  id: 'meshprof-profiling-app/profile-view/v1',
  title: 'Meshprof profile',
  description: 'Flame graph of a selector and time, with cost categories, search and export',
  component: ProfileView,
});

for (const link of EXTENSION_LINKS) {
  plugin.addLink(link);
}
