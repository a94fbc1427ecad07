import React from 'react';
import { Button, LinkButton, Stack } from '@grafana/ui';
import type { Policy } from '@meshprof/contracts';
import { reasonNotToOperate } from '@shared/domain/permissions';
import { t } from '@shared/domain/t';
import { editPolicyUrl, newPolicyUrl } from '../../../routes';
import { testIds } from '../../../test-ids';
import type { usePolicyPage } from '../domain/use-policy-page';

interface Props {
  policy: Policy;
  isSwitching: boolean;
  actions: ReturnType<typeof usePolicyPage>['actions'];
}

export function PolicyActions({ policy: { id, enabled }, isSwitching, actions }: Props) {
  const reason = reasonNotToOperate();
  const locked = { disabled: reason !== undefined, tooltip: reason };
  return (
    <Stack direction="row" gap={1} wrap="wrap">
      <Button
        variant="secondary"
        icon={enabled ? 'pause' : 'play'}
        onClick={() => actions.setEnabled(!enabled)}
        {...locked}
        disabled={isSwitching || locked.disabled}
        data-testid={testIds.policy.enable}
      >
        {enabled ? t('policies.actions.disable', 'Disable') : t('policies.actions.enable', 'Enable')}
      </Button>
      <LinkButton variant="secondary" icon="pen" href={editPolicyUrl(id)} {...locked}>
        {t('policies.actions.edit', 'Edit')}
      </LinkButton>
      <LinkButton variant="secondary" icon="copy" href={newPolicyUrl({ copy: id })} {...locked}>
        {t('policies.actions.copy', 'Copy')}
      </LinkButton>
      <Button
        variant="destructive"
        fill="outline"
        icon="trash-alt"
        onClick={actions.askToDelete}
        {...locked}
        data-testid={testIds.policy.delete}
      >
        {t('policies.actions.delete', 'Delete')}
      </Button>
    </Stack>
  );
}
