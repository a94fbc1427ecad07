import React from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Button, LinkButton, Text, TextLink, useStyles2 } from '@grafana/ui';
import { writeSelectorText } from '@meshprof/contracts';
import { reasonNotToOperate } from '@shared/domain/permissions';
import { t } from '@shared/domain/t';
import { EmptyState } from '@shared/ui/EmptyState';
import { agentsUrl, newTaskUrl, policiesUrl, targetsUrl } from '../../../routes';
import { testIds } from '../../../test-ids';
import { type OfferedService, useServicesToProfile } from '../domain/use-services-to-profile';

/** The way to a first profile: one button for each service that is there to be profiled. */
export function NothingProfiled() {
  const styles = useStyles2(getStyles);
  const { data } = useServicesToProfile();
  if (data?.isEmpty) {
    return (
      <EmptyState
        icon="plug"
        title={t('overview.start.no-agent', 'Nothing can be profiled yet')}
        action={<LinkButton href={agentsUrl()}>{t('overview.start.add-agent', 'Add an agent')}</LinkButton>}
      >
        {t(
          'overview.start.no-agent-text',
          'No node agent has reported a process. Start one on a node; it restarts and changes nothing there.'
        )}
      </EmptyState>
    );
  }
  return (
    <EmptyState
      icon="fire"
      title={t('overview.start.title', 'Nothing was profiled in the last hour')}
      action={
        <div className={styles.actions}>
          {data?.services.map((offered) => (
            <ProfileButton key={offered.service} offered={offered} />
          ))}
          <LinkButton href={targetsUrl()} variant="secondary">
            {t('overview.start.other', 'Another process')}
          </LinkButton>
        </div>
      }
    >
      {t(
        'overview.start.text',
        'Ten seconds are enough to see which features of a proxy cost most. Nothing is restarted or changed.'
      )}{' '}
      <Text color="secondary">
        <TextLink href={policiesUrl()}>{t('overview.start.policy', 'Or let a policy profile all the time')}</TextLink>
      </Text>
    </EmptyState>
  );
}

function ProfileButton({ offered: { service, role } }: { offered: OfferedService }) {
  const disabledReason = reasonNotToOperate();
  const text = t('overview.start.profile', 'Profile {{service}} ({{role}})', { service, role });
  const testId = testIds.overview.profileService(service);
  // A link that is disabled cannot be reached, so it could not say why.
  return disabledReason ? (
    <Button icon="fire" disabled tooltip={disabledReason} data-testid={testId}>
      {text}
    </Button>
  ) : (
    <LinkButton
      icon="fire"
      href={newTaskUrl({ selector: writeSelectorText({ 'service.name': service }) })}
      data-testid={testId}
    >
      {text}
    </LinkButton>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  actions: css({ display: 'flex', flexWrap: 'wrap', justifyContent: 'center', gap: theme.spacing(1) }),
});
