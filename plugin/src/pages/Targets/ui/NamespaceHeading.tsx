import React from 'react';
import { Icon, Stack, Text } from '@grafana/ui';
import { t } from '@shared/domain/t';

interface Props {
  namespace: string;
  cluster: string;
  processes: number;
}

export function NamespaceHeading({ namespace, cluster, processes }: Props) {
  return (
    <Stack direction="row" gap={1} alignItems="center">
      <Icon name="cube" />
      <Text weight="medium">
        {namespace
          ? t('targets.namespace.title', 'Namespace {{namespace}}', { namespace })
          : t('targets.namespace.outside', 'Outside Kubernetes')}
      </Text>
      <Text color="secondary" variant="bodySmall">
        {[
          cluster,
          t('targets.namespace.processes', '{{count}} processes', {
            count: processes,
            defaultValue_one: '{{count}} process',
          }),
        ]
          .filter(Boolean)
          .join(' · ')}
      </Text>
    </Stack>
  );
}
