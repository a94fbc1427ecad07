import React from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Text, TextLink, useStyles2 } from '@grafana/ui';
import { t } from '@shared/domain/t';
import { useUrlState } from '@shared/domain/use-url-state';
import { LazyProfileGraph } from '@shared/ui/profile-view/LazyProfileGraph';
import { profileUrl } from '../../../routes';
import { testIds } from '../../../test-ids';
import { scopedUrlState } from '../domain/scoped-url-state';
import type { ComparePageState } from '../domain/use-compare-page';
import type { Side } from '../domain/use-side';

/** Both profiles as one differential flame graph, or next to each other. */
export function ComparedGraphs({ data }: { data: ComparePageState['data'] }) {
  return data.layout === 'sides' ? <SideBySide data={data} /> : <Difference data={data} />;
}

function Difference({ data: { frame, measure } }: { data: ComparePageState['data'] }) {
  const url = useUrlState();
  if (!frame) {
    return null;
  }
  return (
    <section data-testid={testIds.compare.difference}>
      <Text color="secondary" variant="bodySmall" element="p">
        {measure === 'share'
          ? t(
              'compare.graph.share',
              'A box is as wide as its share on both sides together, each side being 100 %. Its colour says how that share changed from left to right; the colour-blind palette is in the button with the colour scale.'
            )
          : t(
              'compare.graph.amount',
              'A box is as wide as its amount on both sides together. Its colour says how that amount changed from left to right; the side with the smaller total leaves the rest of the width empty.'
            )}
      </Text>
      <LazyProfileGraph frame={frame} state={url} />
    </section>
  );
}

function SideBySide({ data: { left, right, type } }: { data: ComparePageState['data'] }) {
  const styles = useStyles2(getStyles);
  const url = useUrlState();
  const graphOf = (side: Side, title: string) =>
    side.profile && (
      <section data-testid={testIds.compare.graph(side.name)} aria-label={title}>
        <TextLink href={profileUrl(side.ref, type.id)}>{title}</TextLink>
        <LazyProfileGraph frame={side.profile.frame} state={scopedUrlState(url, side.name)} />
      </section>
    );
  return (
    <div className={styles.sides}>
      {graphOf(left, t('compare.graph.left', 'Left'))}
      {graphOf(right, t('compare.graph.right', 'Right'))}
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  sides: css({
    display: 'grid',
    gridTemplateColumns: 'repeat(2, minmax(0, 1fr))',
    gap: theme.spacing(2),
    [theme.breakpoints.down('lg')]: { gridTemplateColumns: 'minmax(0, 1fr)' },
  }),
});
