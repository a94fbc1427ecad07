import React from 'react';
import { ConfirmModal } from '@grafana/ui';
import type { Policy } from '@meshprof/contracts';
import { t } from '@shared/domain/t';

interface Props {
  policy: Policy;
  onDelete: () => void;
  onKeep: () => void;
}

export const DeletePolicyModal = ({ policy, onDelete, onKeep }: Props) => (
  <ConfirmModal
    isOpen
    title={t('policies.delete.title', 'Delete {{name}}?', { name: policy.name })}
    body={
      policy.rule.kind === 'trigger'
        ? t('policies.delete.trigger', 'Its list of firings goes with it. Its tasks and their profiles stay.')
        : t('policies.delete.standing', 'Its processes are no longer profiled. What it recorded stays in the store.')
    }
    confirmText={t('policies.delete.confirm', 'Delete')}
    dismissText={t('policies.delete.keep', 'Keep')}
    onConfirm={onDelete}
    onDismiss={onKeep}
  />
);
