import React from 'react';
import { IconButton } from '@grafana/ui';
import { t } from '@shared/domain/t';
import type { SplitRow } from '@shared/domain/profile-view/split-rows';
import type { Column } from '@shared/ui/DataTable';
import { testIds } from '../../../test-ids';
import { hasSettings } from '../domain/category-settings';

/** Column of the table of cost categories that opens the settings behind each. */
export const settingsColumn = (onOpen: (categoryId: string) => void): Column<SplitRow> => ({
  id: 'settings',
  title: t('task.category-settings.column', 'Settings'),
  hideTitle: true,
  cell: ({ id, title }) =>
    hasSettings(id) && (
      <IconButton
        name="sliders-v-alt"
        tooltip={t('task.category-settings.open', 'Settings behind: {{category}}', { category: title })}
        onClick={() => onOpen(id)}
        data-testid={testIds.categorySettings.open(id)}
      />
    ),
});
