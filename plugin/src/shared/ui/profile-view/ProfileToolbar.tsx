import React, { type ReactNode, type RefObject } from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { ClipboardButton, useStyles2 } from '@grafana/ui';
import type { ExportedProfile } from '@shared/domain/profile-view/encode-profile';
import { useProfileExport } from '@shared/domain/profile-view/use-profile-export';
import { t } from '@shared/domain/t';
import { ProblemAlert } from '@shared/ui/ProblemAlert';
import { testIds } from '../../../test-ids';
import { ExportMenu } from './ExportMenu';
import { MaxNodesPicker } from './MaxNodesPicker';
import { OpenFileButton } from './OpenFileButton';

export interface ToolbarParts {
  exported: Omit<ExportedProfile, 'frame'>;
  graphRef: RefObject<HTMLElement>;
  /** Address that shows the same later; nothing to share without one. */
  linkTo?: () => string;
  /** Of what comes from a store; a file is whole. */
  maxNodes?: { value: number; onChange: (nodes: number) => void };
  /** Buttons of the page, such as one to compare. */
  actions?: ReactNode;
}

export function ProfileToolbar({
  exported,
  graphRef,
  linkTo,
  maxNodes,
  actions,
}: ToolbarParts & { exported: ExportedProfile }) {
  const styles = useStyles2(getStyles);
  const { data, actions: exporting } = useProfileExport(exported, graphRef);
  return (
    <div className={styles.box}>
      <div className={styles.row}>
        {maxNodes && <MaxNodesPicker {...maxNodes} />}
        {actions}
        {linkTo && (
          <ClipboardButton
            variant="secondary"
            icon="link"
            getText={linkTo}
            tooltip={t('profile-view.share.meaning', 'Copies a link with absolute times: it shows the same tomorrow')}
            data-testid={testIds.profile.share}
          >
            {t('profile-view.share.button', 'Copy link')}
          </ClipboardButton>
        )}
        <ExportMenu isSaving={data.isSaving} onExport={exporting.saveAs} />
        <OpenFileButton />
      </div>
      {data.error && (
        <ProblemAlert error={data.error} what={t('profile-view.export.failed', 'The file could not be made')} />
      )}
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  box: css({ marginBottom: theme.spacing(2) }),
  row: css({
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'flex-start',
    gap: theme.spacing(1),
    '> div': { marginBottom: 0 },
  }),
});
