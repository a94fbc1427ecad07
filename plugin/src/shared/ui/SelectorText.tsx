import React from 'react';
import { css } from '@emotion/css';
import { useStyles2 } from '@grafana/ui';
import { type Selector, writeSelectorText } from '@meshprof/contracts';

/** Which processes, as people write it; wraps where there is little room. */
export const SelectorText = ({ selector }: { selector: Selector }) => (
  <code className={useStyles2(getStyles).code}>{writeSelectorText(selector)}</code>
);

const getStyles = () => ({ code: css({ whiteSpace: 'normal', overflowWrap: 'anywhere' }) });
