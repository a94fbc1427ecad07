import React, { useCallback } from 'react';
import { css } from '@emotion/css';
import type { DataFrame, GrafanaTheme2 } from '@grafana/data';
import { FlameGraph } from '@grafana/flamegraph';
import { useStyles2, useTheme2 } from '@grafana/ui';
import { testIds } from '../../../test-ids';

/** Flame graph and table. The only module that loads @grafana/flamegraph, so it is imported lazily. */
export default function ProfileGraph({ frame }: { frame: DataFrame }) {
  const theme = useTheme2();
  const styles = useStyles2(getStyles);
  const getTheme = useCallback(() => theme, [theme]);
  return (
    <div className={styles.box} data-testid={testIds.profile.flameGraph}>
      <FlameGraph data={frame} getTheme={getTheme} stickyHeader showAnalyzeWithAssistant={false} enableNewUI />
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
