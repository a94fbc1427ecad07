// eslint-disable-next-line no-restricted-imports -- the one place that mends it
import { t as translate } from '@grafana/i18n';

/**
 * `t` of @grafana/i18n for text that React draws. By itself i18next escapes values for HTML, and React would show the
 * entities: `a/b` as `a&#x2F;b`. Call it while rendering, never at module level.
 */
export const t = (key: string, text: string, values?: Record<string, unknown>): string =>
  translate(key, text, { ...values, interpolation: { escapeValue: false } });
