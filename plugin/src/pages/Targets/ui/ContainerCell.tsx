import React from 'react';
import { Text, Tooltip } from '@grafana/ui';
import { t } from '@shared/domain/t';

/** Its name in a pod; without Kubernetes the runtime's id, which is shown as runtimes shorten it. */
export function ContainerCell({ id }: { id: string | null }) {
  if (!id) {
    return <Text color="secondary">{t('targets.table.no-container', 'none')}</Text>;
  }
  return (
    <Tooltip content={id}>
      <code>{/^[0-9a-f]{64}$/.test(id) ? id.slice(0, 12) : id}</code>
    </Tooltip>
  );
}
