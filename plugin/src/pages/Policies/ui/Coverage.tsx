import React from 'react';
import { Stack, Text } from '@grafana/ui';
import type { Policy } from '@meshprof/contracts';
import { formatCount } from '@shared/domain/format-amount';
import { t } from '@shared/domain/t';
import { coverageOf } from '../domain/describe-policy';

/** How many processes a policy profiles or watches now, and what stands in the way of others. */
export function Coverage({ policy }: { policy: Policy }) {
  const { covered, reduced, missing, waiting } = coverageOf(policy);
  if (!policy.enabled) {
    return <Text color="secondary">{t('policies.coverage.disabled', 'nothing: it is disabled')}</Text>;
  }
  if (policy.rule.kind === 'trigger' && policy.rule.selector === undefined) {
    return <Text color="secondary">{t('policies.coverage.query', 'what its query names')}</Text>;
  }
  const details = [
    reduced > 0 && t('policies.coverage.reduced', 'at a lower frequency: {{count}}', { count: formatCount(reduced) }),
    waiting > 0 && t('policies.coverage.waiting', 'not answered yet: {{count}}', { count: formatCount(waiting) }),
    missing > 0 && t('policies.coverage.missing', 'not profiled: {{count}}', { count: formatCount(missing) }),
  ].filter((text) => text !== false);
  return (
    <Stack direction="column" gap={0}>
      <span>
        {policy.rule.kind === 'trigger'
          ? t('policies.coverage.watched', 'Watched: {{count}}', { count: formatCount(covered) })
          : t('policies.coverage.profiled', 'Profiled: {{count}}', { count: formatCount(covered) })}
      </span>
      {details.length > 0 && (
        <Text variant="bodySmall" color={missing > 0 ? 'warning' : 'secondary'}>
          {details.join(', ')}
        </Text>
      )}
    </Stack>
  );
}
