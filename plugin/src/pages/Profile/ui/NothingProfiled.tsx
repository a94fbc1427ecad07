import React from 'react';
import { Button, LinkButton, Stack } from '@grafana/ui';
import { t } from '@shared/domain/t';
import { EmptyState } from '@shared/ui/EmptyState';
import { agentsUrl, newTaskUrl, policiesUrl } from '../../../routes';

interface Props {
  dataSourceName: string;
  onZoomOut: () => void;
}

/** Why there is nothing, and the ways to have something. */
export function NothingProfiled({ dataSourceName, onZoomOut }: Props) {
  return (
    <EmptyState
      icon="fire"
      title={t('profile.empty.title', 'Nothing was profiled here')}
      action={
        <Stack wrap="wrap" justifyContent="center">
          <Button variant="secondary" icon="search-minus" onClick={onZoomOut}>
            {t('profile.empty.zoom-out', 'Look at a longer time')}
          </Button>
          <LinkButton href={newTaskUrl()} icon="fire">
            {t('profile.empty.task', 'Profile now')}
          </LinkButton>
          <LinkButton href={policiesUrl()} variant="secondary">
            {t('profile.empty.policies', 'Profile all the time')}
          </LinkButton>
          <LinkButton href={agentsUrl()} variant="secondary">
            {t('profile.empty.agents', 'Look at the agents')}
          </LinkButton>
        </Stack>
      }
    >
      {t(
        'profile.empty.text',
        '{{dataSource}} has no profile of this type with these labels in this time. Profiles come from tasks, and from policies that profile all the time; both need an agent on the node. If one ran meanwhile, check that it sends to this data source.',
        { dataSource: dataSourceName }
      )}
    </EmptyState>
  );
}
