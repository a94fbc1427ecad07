import { t } from '@shared/domain/t';
import type { ExperimentForm } from './experiment-form';
import { fieldsOfKnob, type KnobForm } from './knob-form';

/** What must still be said before there is anything to plan; undefined if nothing. */
export function missingOfForm(form: ExperimentForm): string | undefined {
  if (form.variants.length === 0) {
    return t('new-experiment.missing.variant', 'Add a variant to compare with the baseline.');
  }
  if (form.driver === 'istio' && (form.namespace.trim() === '' || form.workload.trim() === '')) {
    return t('new-experiment.missing.workload', 'Say which workload, and its namespace.');
  }
  if (form.driver !== 'istio' && form.adminUrl.trim() === '') {
    return t('new-experiment.missing.admin', 'Give the address of the proxy’s admin interface.');
  }
  if (form.generator !== 'external' && form.url.trim() === '') {
    return t('new-experiment.missing.url', 'Give the URL that load is sent to.');
  }
  const names = [form.baseline, ...form.variants].map(({ name }) => name.trim());
  if (names.some((name) => name === '')) {
    return t('new-experiment.missing.name', 'Give every variant a name.');
  }
  const knobs = [form.baseline, ...form.variants].flatMap((variant) => variant.knobs);
  return knobs.some((knob) => isKnobIncomplete(knob, form))
    ? t('new-experiment.missing.value', 'Give every setting its value.')
    : undefined;
}

function isKnobIncomplete(knob: KnobForm, form: ExperimentForm): boolean {
  return fieldsOfKnob(knob, form).some((field) => {
    const value = knob[field];
    return value === '' || Number.isNaN(value);
  });
}
