import React from 'react';
import { ConfirmModal } from '@grafana/ui';
import { t } from '@shared/domain/t';
import type { ExperimentPageState } from '../domain/use-experiment-page';

export function ConfirmDialog({ data: { question, experiment }, actions }: ExperimentPageState) {
  if (!question || !experiment) {
    return null;
  }
  const texts =
    question === 'abort'
      ? {
          title: t('experiment.abort.title', 'Abort'),
          body: t('experiment.abort.body', 'Abort “{{title}}”?', experiment),
          description: t(
            'experiment.abort.description',
            'The original configuration is put back and verified. What was measured until now is kept, but it is no result. Pause it instead if it shall go on later.'
          ),
          confirmText: t('experiment.abort.confirm', 'Abort and restore'),
          dismissText: t('experiment.abort.dismiss', 'Let it run'),
        }
      : {
          title: t('experiment.delete.title', 'Delete'),
          body: t('experiment.delete.body', 'Delete “{{title}}”?', experiment),
          description: t(
            'experiment.delete.description',
            'Its report disappears with it; export it first if it shall be kept. Its profiles stay in the profile store, until the retention there ends.'
          ),
          confirmText: t('experiment.delete.confirm', 'Delete'),
          dismissText: t('experiment.delete.dismiss', 'Keep'),
        };
  return <ConfirmModal isOpen {...texts} onConfirm={actions.confirm} onDismiss={actions.dismiss} />;
}
