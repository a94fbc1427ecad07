import React, { useEffect } from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { PluginPage } from '@grafana/runtime';
import { LinkButton, useStyles2 } from '@grafana/ui';
import { absoluteLink } from '@shared/domain/absolute-link';
import { profileTypeTitle, titledTypes } from '@shared/domain/contract-texts/profile-type-title';
import { t } from '@shared/domain/t';
import { preloadGraph } from '@shared/ui/profile-view/LazyProfileGraph';
import { ProfileTabs } from '@shared/ui/profile-view/ProfileTabs';
import { ProfileView } from '@shared/ui/profile-view/ProfileView';
import { SavedFileZone } from '@shared/ui/profile-view/SavedFileZone';
import { TimeRange } from '@shared/ui/TimeRange';
import { compareUrl, profileUrl } from '../../../routes';
import { testIds } from '../../../test-ids';
import { useProfilePage } from '../domain/use-profile-page';
import { NothingProfiled } from './NothingProfiled';
import { SelectorField } from './SelectorField';

/** Any profile of the store: by selector, time and type. Also the place for files that somebody sent. */
export default function ProfilePage() {
  const styles = useStyles2(getStyles);
  const { data, actions } = useProfilePage();
  const { state, range, dataSource, source, types, type } = data;
  useEffect(preloadGraph, []);
  const ref = { labelSelector: source.labelSelector, from: String(source.fromUnixMs), to: String(source.toUnixMs) };
  return (
    <PluginPage
      pageNav={{ text: t('profile.page.title', 'Profile'), url: profileUrl(ref, type.id) }}
      subTitle={t('profile.page.subtitle', 'Everything that was profiled with these labels in this time, merged.')}
      actions={<TimeRange range={range} />}
    >
      <div data-testid={testIds.profilePage.page}>
        <SavedFileZone>
          <SelectorField
            key={source.labelSelector}
            dataSource={dataSource}
            source={source}
            onSelector={actions.setSelector}
            onMatcher={actions.addMatcher}
          />
          <ProfileTabs types={titledTypes(types)} selected={type.id} onSelect={actions.selectType} />
          <div className={styles.pane} role="tabpanel" aria-label={profileTypeTitle(type)}>
            <ProfileView
              key={type.id}
              type={type}
              source={source}
              subject={source.labelSelector}
              state={state}
              empty={(dataSourceName) => (
                <NothingProfiled dataSourceName={dataSourceName} onZoomOut={range.actions.zoomOut} />
              )}
              linkTo={() => absoluteLink(window.location.href, source)}
              actions={
                <LinkButton variant="secondary" icon="exchange-alt" href={compareUrl(undefined, ref, type.id)}>
                  {t('profile.page.compare', 'Compare')}
                </LinkButton>
              }
            />
          </div>
        </SavedFileZone>
      </div>
    </PluginPage>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({ pane: css({ paddingTop: theme.spacing(2) }) });
