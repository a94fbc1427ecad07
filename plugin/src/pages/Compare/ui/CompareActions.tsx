import React from 'react';
import { Button, ClipboardButton } from '@grafana/ui';
import { t } from '@shared/domain/t';
import { testIds } from '../../../test-ids';
import { shareLink } from '../domain/share-link';
import type { ComparePageState } from '../domain/use-compare-page';

/** What is done with the comparison as a whole. */
export const CompareActions = ({ data, actions }: ComparePageState) => (
  <>
    <Button variant="secondary" icon="exchange-alt" onClick={actions.swap} data-testid={testIds.compare.swap}>
      {t('compare.actions.swap', 'Swap sides')}
    </Button>
    <Button variant="secondary" icon="sync" onClick={actions.refresh} data-testid={testIds.compare.refresh}>
      {t('compare.actions.refresh', 'Refresh')}
    </Button>
    <ClipboardButton
      variant="secondary"
      icon="share-alt"
      getText={() => shareLink(window.location.href, { left: data.left.range.data, right: data.right.range.data })}
      tooltip={t('compare.actions.share-hint', 'A link that shows the same tomorrow: with absolute times')}
      data-testid={testIds.compare.share}
    >
      {t('compare.actions.share', 'Copy link')}
    </ClipboardButton>
  </>
);
