import React, { useCallback, useRef } from 'react';
import { css } from '@emotion/css';
import type { DataFrame, GrafanaTheme2 } from '@grafana/data';
import { FlameGraph } from '@grafana/flamegraph';
import { useStyles2, useTheme2 } from '@grafana/ui';
import type { UrlState } from '@shared/domain/use-url-state';
import { testIds } from '../../../test-ids';
import { useGraphControls } from './use-graph-controls';

export interface ProfileGraphProps {
  frame: DataFrame;
  /** Keeps `search` and `view`. */
  state: UrlState;
}

/** Flame graph, table, call tree, search and sandwich. The only module that loads @grafana/flamegraph, so it is imported lazily. */
export default function ProfileGraph({ frame, state }: ProfileGraphProps) {
  const theme = useTheme2();
  const styles = useStyles2(getStyles);
  const boxRef = useRef<HTMLDivElement>(null);
  const getTheme = useCallback(() => theme, [theme]);
  useGraphControls(boxRef, state);
  return (
    <div ref={boxRef} className={styles.box} data-testid={testIds.profile.flameGraph}>
      <FlameGraph
        data={frame}
        getTheme={getTheme}
        stickyHeader
        keepFocusOnDataChange
        showAnalyzeWithAssistant={false}
        enableNewUI
      />
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  box: css({
    padding: theme.spacing(1),
    background: theme.colors.background.primary,
    border: `1px solid ${theme.colors.border.weak}`,
    borderRadius: theme.shape.radius.default,
  }),
});
