import React from 'react';
import { Button, Dropdown, Menu } from '@grafana/ui';
import { EXPORT_FORMATS, type ExportFormat } from '@shared/domain/profile-view/encode-profile';
import { t } from '@shared/domain/t';
import { testIds } from '../../../test-ids';

function textOf(format: ExportFormat): { label: string; description: string } {
  switch (format) {
    case 'pprof':
      return {
        label: t('profile-view.export.pprof', 'pprof'),
        description: t('profile-view.export.pprof-meaning', 'For go tool pprof, Pyroscope, Parca'),
      };
    case 'folded':
      return {
        label: t('profile-view.export.folded', 'Folded stacks'),
        description: t('profile-view.export.folded-meaning', 'Text, for flamegraph.pl, speedscope and scripts'),
      };
    case 'png':
      return {
        label: t('profile-view.export.png', 'Picture'),
        description: t('profile-view.export.png-meaning', 'PNG of the flame graph as it is shown'),
      };
    case 'json':
      return {
        label: t('profile-view.export.json', 'JSON'),
        description: t('profile-view.export.json-meaning', 'Grafana’s data frame; this app opens it again'),
      };
  }
}

interface Props {
  isSaving: boolean;
  onExport: (format: ExportFormat) => void;
}

export function ExportMenu({ isSaving, onExport }: Props) {
  const overlay = (
    <Menu>
      {EXPORT_FORMATS.map((format) => (
        <Menu.Item
          key={format}
          {...textOf(format)}
          testId={testIds.profile.exportAs(format)}
          onClick={() => onExport(format)}
        />
      ))}
    </Menu>
  );
  return (
    <Dropdown overlay={overlay} placement="bottom-end">
      <Button variant="secondary" icon="download-alt" disabled={isSaving} data-testid={testIds.profile.export}>
        {isSaving ? t('profile-view.export.saving', 'Saving…') : t('profile-view.export.button', 'Export')}
      </Button>
    </Dropdown>
  );
}
