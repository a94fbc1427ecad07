import type { KnobValue, Variant } from '@meshprof/contracts';
import type { ArticleSettings } from './the-article.ts';

/** What the demo's Envoy is configured with (provisioning/demo), which is also the article's default. */
const DEMO_SETTINGS: ArticleSettings = { tracing: 100, log: 'full' };

/** What a variant comes to in the demo: what it does not set is as it was. */
export function settingsOf({ knobs }: Variant): ArticleSettings {
  return knobs.reduce(turned, DEMO_SETTINGS);
}

/** Knobs that the article does not turn change nothing here. */
function turned(settings: ArticleSettings, value: KnobValue): ArticleSettings {
  if (value.knob === 'tracing.sampling') return { ...settings, tracing: value.percent };
  if (value.knob === 'tracing.enabled') return { ...settings, tracing: value.on ? settings.tracing : 0 };
  if (value.knob === 'accesslog.enabled') return { ...settings, log: value.on ? settings.log : 'off' };
  if (value.knob !== 'accesslog.format') return settings;
  return { ...settings, log: value.prepared?.endsWith('short') === true ? 'short' : 'full' };
}

export const settingsText = ({ tracing, log }: ArticleSettings): string =>
  `tracing ${tracing === 0 ? 'off' : `${tracing} %`}, log ${log}`;
