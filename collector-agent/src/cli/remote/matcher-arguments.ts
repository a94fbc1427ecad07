import { SELECTOR_LABELS, type Matcher, type Selector, type SelectorLabel } from '@meshprof/contracts';
import { CliError } from '../cli-failure.ts';

/** As Prometheus writes them; the longer operators first. */
const MATCHER = /^([a-z_.]+)(!=|=~|!~|=)(.*)$/s;

/** `service.name=cart`, `pod=~web-.*`, `role!=gateway`: conditions that must all hold. */
export function parseMatchers(texts: readonly string[]): Selector {
  if (texts.length === 0) {
    throw usage(`say which processes: conditions such as service.name=cart or pod=~web-.*; labels are ${LABELS}`);
  }
  const selector: Partial<Record<SelectorLabel, Matcher>> = {};
  for (const text of texts) {
    const [, label = '', op = '', value = ''] = MATCHER.exec(text) ?? [];
    if (op === '')
      throw usage(`"${text}" is not a condition; write label=value, label!=value, label=~regex or label!~regex`);
    if (!isLabel(label)) throw usage(`"${label}" is no label to select by; labels are ${LABELS}`);
    if (selector[label] !== undefined)
      throw usage(`${label} is given twice; join values by a regex, as in ${label}=~a|b`);
    selector[label] = op === '=' ? value : { op: op as '!=' | '=~' | '!~', value };
  }
  return selector;
}

/** A selector as it would be typed. */
export function formatSelector(selector: Selector): string {
  return Object.entries(selector)
    .map(([label, matcher]) =>
      typeof matcher === 'object' ? `${label}${matcher.op}${matcher.value}` : `${label}=${matcher}`
    )
    .join(' ');
}

const LABELS = SELECTOR_LABELS.join(', ');

function isLabel(label: string): label is SelectorLabel {
  return (SELECTOR_LABELS as readonly string[]).includes(label);
}

function usage(message: string): CliError {
  return new CliError({ exit: 'usage', message });
}
