import { DURATION_MAX_MS, DURATION_MIN_MS, FREQUENCY_MAX_HZ } from '@meshprof/contracts';
import type { AppSettings } from '@shared/domain/app-settings';
import { t } from '@shared/domain/t';

/** As the inputs hold it. An empty text of a default means the app's own. */
export interface ConfigurationForm {
  controllerUrl: string;
  secret: string;
  /** A secret is stored and was not reset. */
  isSecretSet: boolean;
  /** '' means the first data source of its type. */
  dataSourceUid: string;
  prometheusUid: string;
  durationSeconds: string;
  frequencyHz: string;
  /** Start of the default time range, which ends now: `now-1h`. */
  rangeStart: string;
  throughputQuery: string;
}

export function formOf(settings: AppSettings, isSecretSet: boolean): ConfigurationForm {
  const { defaultDurationMs, defaultFrequencyHz, defaultTimeRange } = settings;
  return {
    controllerUrl: settings.controllerUrl ?? '',
    secret: '',
    isSecretSet,
    dataSourceUid: settings.dataSourceUid ?? '',
    prometheusUid: settings.prometheusUid ?? '',
    durationSeconds: defaultDurationMs === undefined ? '' : String(defaultDurationMs / 1000),
    frequencyHz: defaultFrequencyHz === undefined ? '' : String(defaultFrequencyHz),
    rangeStart: defaultTimeRange?.from ?? '',
    throughputQuery: settings.defaultThroughputQuery ?? '',
  };
}

export function settingsOf(form: ConfigurationForm): AppSettings {
  const { durationSeconds, frequencyHz, rangeStart } = form;
  return {
    controllerUrl: form.controllerUrl,
    dataSourceUid: form.dataSourceUid || undefined,
    prometheusUid: form.prometheusUid || undefined,
    defaultDurationMs: durationSeconds === '' ? undefined : Math.round(Number(durationSeconds) * 1000),
    defaultFrequencyHz: frequencyHz === '' ? undefined : Number(frequencyHz),
    defaultTimeRange: rangeStart === '' ? undefined : { from: rangeStart, to: 'now' },
    defaultThroughputQuery: form.throughputQuery.trim() || undefined,
  };
}

/** What is wrong, by field; empty if the form can be saved. */
export type FormProblems = Partial<Record<keyof ConfigurationForm, string>>;

export function problemsOf(form: ConfigurationForm): FormProblems {
  const problems: FormProblems = {
    controllerUrl: urlProblem(form.controllerUrl),
    secret:
      form.isSecretSet || form.secret
        ? undefined
        : t('configuration.problem.secret', 'Enter the secret that the controller was started with.'),
    durationSeconds: numberProblem(form.durationSeconds, {
      min: DURATION_MIN_MS / 1000,
      max: DURATION_MAX_MS / 1000,
    }),
    frequencyHz: numberProblem(form.frequencyHz, { min: 1, max: FREQUENCY_MAX_HZ }),
  };
  return Object.fromEntries(Object.entries(problems).filter(([, problem]) => problem !== undefined));
}

function urlProblem(text: string): string | undefined {
  const url = parseUrl(text);
  if (!url) {
    return t(
      'configuration.problem.url',
      'Enter the controller’s full URL, for example http://meshprof-controller:8686'
    );
  }
  const { protocol, search, hash } = url;
  return ['http:', 'https:'].includes(protocol) && !search && !hash
    ? undefined
    : t('configuration.problem.url-form', 'The URL must start with http:// or https:// and have no query or fragment.');
}

function parseUrl(text: string): URL | undefined {
  try {
    return new URL(text);
  } catch {
    return undefined;
  }
}

function numberProblem(text: string, { min, max }: { min: number; max: number }): string | undefined {
  const value = Number(text);
  return text === '' || (value >= min && value <= max)
    ? undefined
    : t('configuration.problem.number', 'Enter a number from {{min}} to {{max}}, or nothing for the app’s default.', {
        min,
        max,
      });
}
