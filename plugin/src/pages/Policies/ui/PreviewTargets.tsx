import React from 'react';
import { Stack, Text, TextLink } from '@grafana/ui';
import type { PolicyPreview, TaskPlan } from '@meshprof/contracts';
import { translatedReason } from '@shared/domain/contract-texts/reason-texts';
import { formatCount } from '@shared/domain/format-amount';
import { t } from '@shared/domain/t';
import { targetsUrl } from '../../../routes';
import { testIds } from '../../../test-ids';
import type { PolicyForm } from '../domain/policy-form';
import { plannedServices } from '../domain/planned-services';

interface Props {
  form: PolicyForm;
  preview: PolicyPreview;
  plan: TaskPlan | undefined;
}

/** Who would be profiled or watched, and who matches but cannot be. */
export function PreviewTargets({ form, preview, plan }: Props) {
  const { matching } = preview;
  const isNamedByQuery = form.kind === 'trigger' && form.source === 'prometheus' && form.selector.trim() === '';
  if (isNamedByQuery) {
    return (
      <Text color="secondary" data-testid={testIds.policyForm.matching}>
        {t('policies.preview.by-query', 'The labels of its series name the processes.')}
      </Text>
    );
  }
  if (matching === 0) {
    return (
      <div data-testid={testIds.policyForm.matching}>
        <Text color="warning">{t('policies.preview.none', 'No process that can be profiled matches now.')}</Text>{' '}
        <TextLink href={targetsUrl()}>{t('policies.preview.see-targets', 'See what there is')}</TextLink>
      </div>
    );
  }
  return (
    <Stack direction="column" gap={0.5}>
      <div data-testid={testIds.policyForm.matching}>
        <Text weight="medium">
          {plan
            ? t('policies.preview.matching-nodes', 'Processes that match now: {{count}}, on nodes: {{nodes}}', {
                count: formatCount(matching),
                nodes: formatCount(plan.nodes),
              })
            : t('policies.preview.matching', 'Processes that match now: {{count}}', { count: formatCount(matching) })}
        </Text>
      </div>
      {plan && (
        <Text variant="bodySmall" color="secondary">
          {plannedServices(plan).join(', ')}
        </Text>
      )}
      {plan?.leftOut.map(({ count, ...said }) => (
        <Text key={said.reasonCode} variant="bodySmall" color="secondary">
          {t('policies.preview.left-out', 'Left out: {{count}}. {{reason}}', {
            count: formatCount(count),
            reason: translatedReason(said).reason ?? said.reasonCode,
          })}
        </Text>
      ))}
    </Stack>
  );
}
