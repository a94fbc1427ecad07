import React, { createContext, useContext } from 'react';
import { Button } from '@grafana/ui';
import { t } from '@shared/domain/t';
import { testIds } from '../../../test-ids';

/** Shows the browser's dialog for files; set by the zone that takes them. */
export const OpenFileContext = createContext<(() => void) | undefined>(undefined);

export function OpenFileButton() {
  const showDialog = useContext(OpenFileContext);
  return (
    showDialog && (
      <Button
        variant="secondary"
        icon="folder-open"
        onClick={showDialog}
        tooltip={t(
          'profile-view.file.formats',
          'A pprof, folded or JSON file, also dropped on this page. It stays in this browser.'
        )}
        data-testid={testIds.profile.openFile}
      >
        {t('profile-view.file.open', 'Open file')}
      </Button>
    )
  );
}
