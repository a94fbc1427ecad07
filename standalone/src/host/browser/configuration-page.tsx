/** `/plugins/<id>`: the pages that the app gives for its configuration, for administrators as in Grafana. */
import type { AppPlugin, PluginConfigPageProps, PluginMeta } from '@grafana/data';
import { Alert, Tab, TabsBar } from '@grafana/ui';
import type { ComponentType } from 'react';
import { useLocation, useNavigate } from 'react-router';
import { boot } from './page-globals.ts';
import { PluginPage } from './plugin-page.tsx';

const PAGE_KEY = 'page';

export function ConfigurationPage({ plugin }: { plugin: AppPlugin }) {
  return (
    <PluginPage pageNav={{ text: boot.plugin.name }} subTitle="Configuration of the app">
      {boot.user.orgRole === 'Admin' ? (
        <ConfigurationTabs plugin={plugin} />
      ) : (
        <Alert severity="warning" title="You may not configure the app">
          Only administrators may. You are here as {boot.user.orgRole}.
        </Alert>
      )}
    </PluginPage>
  );
}

function ConfigurationTabs({ plugin }: { plugin: AppPlugin }) {
  const navigate = useNavigate();
  const query = new URLSearchParams(useLocation().search);
  const pages = plugin.configPages ?? [];
  const current = pages.find(({ id }) => id === query.get(PAGE_KEY)) ?? pages[0];
  if (!current) return <Alert severity="info" title="The app has nothing to configure" />;
  const Body = current.body as ComponentType<PluginConfigPageProps<PluginMeta>>;
  return (
    <>
      <Alert severity="info" title="Kept until Meshprof is stopped">
        This page runs without Grafana’s database. The next start sets everything up again by itself.
      </Alert>
      {pages.length > 1 && (
        <TabsBar>
          {pages.map(({ id, title }) => (
            <Tab key={id} label={title} active={id === current.id} onChangeTab={() => navigate(`?${PAGE_KEY}=${id}`)} />
          ))}
        </TabsBar>
      )}
      <Body plugin={plugin} query={Object.fromEntries(query)} />
    </>
  );
}
