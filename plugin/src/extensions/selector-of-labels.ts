import { DEFAULT_ALERT_LABELS, DEFAULT_ALERT_RULES, selectorsOf, writeSelectorText } from '@meshprof/contracts';

/**
 * The processes that labels mean, as text for a link: by the table that the controller maps alerts with, so that both
 * profile the same. Of several selectors the most exact; the page's plan shows whether it matches.
 */
export function selectorOfLabels(labels: Readonly<Record<string, string>>): string | undefined {
  const [best] = selectorsOf(labels, { labels: DEFAULT_ALERT_LABELS, rules: DEFAULT_ALERT_RULES });
  return best && writeSelectorText(best.selector);
}
