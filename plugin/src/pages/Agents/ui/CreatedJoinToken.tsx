import React, { useState } from 'react';
import { Alert, Button, RadioButtonGroup, Stack } from '@grafana/ui';
import type { CreatedJoinToken as Created } from '@meshprof/contracts';
import { useAppSettings } from '@shared/domain/app-settings';
import { t } from '@shared/domain/t';
import { useControllerSetup } from '@shared/domain/use-controller-setup';
import { CopyBlock } from '@shared/ui/CopyBlock';
import { testIds } from '../../../test-ids';
import { containerCommands, nodeCommands } from '../domain/join-commands';

const WAYS = ['node', 'container'] as const;
type Way = (typeof WAYS)[number];

/** The only place where the token is ever shown. */
export function CreatedJoinToken({ created, onClose }: { created: Created; onClose: () => void }) {
  const [way, setWay] = useState<Way>('node');
  const { controllerUrl } = useAppSettings();
  const setup = useControllerSetup();
  const facts = { controllerUrl, token: created.token, version: setup.data?.version };
  const titles: Record<Way, string> = {
    node: t('agents.created.node', 'On a node'),
    container: t('agents.created.container', 'As a container'),
  };
  return (
    <div data-testid={testIds.joinTokens.created}>
      <Stack direction="column" gap={2}>
        <Alert severity="info" title={t('agents.created.once', 'The token is shown this once')}>
          {t(
            'agents.created.once-about',
            'Only its hash is kept. Copy it, or the commands below, before you close this.'
          )}
        </Alert>
        <CopyBlock
          title={t('agents.created.token', 'Join token')}
          text={created.token}
          data-testid={testIds.joinTokens.snippet('token')}
        />
        <RadioButtonGroup
          options={WAYS.map((value) => ({ value, label: titles[value] }))}
          value={way}
          onChange={setWay}
          aria-label={t('agents.created.way', 'How to run the agent')}
        />
        <CopyBlock
          title={titles[way]}
          text={way === 'node' ? nodeCommands(facts) : containerCommands(facts)}
          data-testid={testIds.joinTokens.snippet(way)}
        />
        <p>
          {t(
            'agents.created.addresses',
            'Put in the address of your Collector, and that of the controller if nodes reach it by another name than Grafana does. The agent appears in the list within seconds.'
          )}
        </p>
        <div>
          <Button onClick={onClose}>{t('agents.created.done', 'Done')}</Button>
        </div>
      </Stack>
    </div>
  );
}
