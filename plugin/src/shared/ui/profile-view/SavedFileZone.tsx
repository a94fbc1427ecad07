import React, { type DragEvent, type ReactNode, useRef, useState } from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Alert, useStyles2 } from '@grafana/ui';
import { describeFileProblem } from '@shared/domain/profile-view/file-problem';
import { useSavedFile } from '@shared/domain/profile-view/use-saved-file';
import { t } from '@shared/domain/t';
import { Loading } from '@shared/ui/Loading';
import { testIds } from '../../../test-ids';
import { OpenFileContext } from './OpenFileButton';
import { SavedFileView } from './SavedFileView';

const ACCEPTED = '.pb,.gz,.pprof,.txt,.folded,.json';

const hasFile = (event: DragEvent) => event.dataTransfer.types.includes('Files');

/** Takes profile files from a dialog or dropped on it, and shows one instead of its children. */
export function SavedFileZone({ children }: { children: ReactNode }) {
  const styles = useStyles2(getStyles);
  const inputRef = useRef<HTMLInputElement>(null);
  const [isOver, setOver] = useState(false);
  const { data, actions } = useSavedFile();
  const take = (files: FileList | null) => {
    const file = files?.[0];
    if (file) {
      actions.openFile(file);
    }
  };
  return (
    <OpenFileContext.Provider value={() => inputRef.current?.click()}>
      <div
        className={styles.zone}
        data-testid={testIds.profile.fileZone}
        onDragOver={(event) => {
          if (hasFile(event)) {
            event.preventDefault();
            setOver(true);
          }
        }}
        onDragLeave={(event) => {
          if (!event.currentTarget.contains(event.relatedTarget as Node | null)) {
            setOver(false);
          }
        }}
        onDrop={(event) => {
          event.preventDefault();
          setOver(false);
          take(event.dataTransfer.files);
        }}
      >
        <input
          ref={inputRef}
          type="file"
          accept={ACCEPTED}
          hidden
          aria-label={t('profile-view.file.label', 'Profile file')}
          onChange={(event) => {
            take(event.target.files);
            // The same file can be chosen again.
            event.target.value = '';
          }}
          data-testid={testIds.profile.fileInput}
        />
        {isOver && <div className={styles.over}>{t('profile-view.file.drop', 'Drop the profile to look at it')}</div>}
        {data.error && (
          <Alert
            severity="error"
            title={t('profile-view.file.refused', 'The file cannot be shown')}
            onRemove={actions.dismissError}
            data-testid={testIds.profile.fileError}
          >
            {describeFileProblem(data.error)}
          </Alert>
        )}
        {data.isReading && <Loading text={t('profile-view.file.reading', 'Reading the file…')} />}
        {data.saved ? <SavedFileView saved={data.saved} onClose={actions.closeFile} /> : children}
      </div>
    </OpenFileContext.Provider>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  zone: css({ position: 'relative', minHeight: 200 }),
  over: css({
    position: 'absolute',
    inset: 0,
    zIndex: theme.zIndex.modal,
    display: 'flex',
    justifyContent: 'center',
    paddingTop: theme.spacing(8),
    ...theme.typography.h4,
    color: theme.colors.primary.text,
    background: theme.colors.action.focus,
    border: `2px dashed ${theme.colors.primary.border}`,
    borderRadius: theme.shape.radius.default,
    pointerEvents: 'none',
  }),
});
