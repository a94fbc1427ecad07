import React, { useState } from 'react';
import { css } from '@emotion/css';
import { dateTimeFormat, type GrafanaTheme2 } from '@grafana/data';
import { Button, Icon, useStyles2 } from '@grafana/ui';
import { savedResult } from '@shared/domain/profile-view/saved-result';
import { useMemoryState } from '@shared/domain/use-memory-state';
import { t } from '@shared/domain/t';
import type { SavedProfile } from '@shared/infrastructure/profile-files/saved-profile';
import { testIds } from '../../../test-ids';
import { NothingLeft } from './NothingLeft';
import { ProfileResult } from './ProfileResult';
import { ProfileTabs } from './ProfileTabs';

interface Props {
  saved: SavedProfile;
  onClose: () => void;
}

/** A profile of a file, with everything that one from the store has but a link. */
export function SavedFileView({ saved, onClose }: Props) {
  const styles = useStyles2(getStyles);
  const state = useMemoryState();
  const [typeId, setTypeId] = useState(saved.profiles[0]?.id);
  const type = saved.profiles.find(({ id }) => id === typeId) ?? saved.profiles[0];
  return (
    <section data-testid={testIds.profile.savedFile} aria-label={saved.fileName}>
      <div className={styles.head}>
        <Icon name="file-alt" />
        <strong>{saved.fileName}</strong>
        {saved.fromUnixMs > 0 && <span>{dateTimeFormat(saved.fromUnixMs)}</span>}
        <span className={styles.note}>
          {t('profile-view.file.local', 'Read in this browser: it was not uploaded, and closing the page forgets it.')}
        </span>
        <Button variant="secondary" size="sm" icon="times" onClick={onClose} data-testid={testIds.profile.closeFile}>
          {t('profile-view.file.close', 'Close file')}
        </Button>
      </div>
      {saved.profiles.length > 1 && (
        <div className={styles.tabs}>
          <ProfileTabs types={saved.profiles} selected={type?.id} onSelect={setTypeId} />
        </div>
      )}
      {type && <SavedResult key={type.id} saved={saved} type={type} state={state} />}
    </section>
  );
}

function SavedResult({ saved, type, state }: Parameters<typeof savedResult>[0]) {
  const result = savedResult({ saved, type, state });
  return result ? <ProfileResult {...result} state={state} /> : <NothingLeft state={state} />;
}

const getStyles = (theme: GrafanaTheme2) => ({
  head: css({
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    gap: theme.spacing(1, 1.5),
    marginBottom: theme.spacing(2),
    padding: theme.spacing(1, 1.5),
    background: theme.colors.info.transparent,
    borderRadius: theme.shape.radius.default,
  }),
  note: css({ flex: 1, minWidth: 200, color: theme.colors.text.secondary }),
  tabs: css({ marginBottom: theme.spacing(2) }),
});
