import { type ExperimentDriver, type KnobId, TITLE_MAX_LENGTH } from '@meshprof/contracts';
import { TEMPLATE_NAMES, TEMPLATES, type TemplateName } from '@meshprof/experiments';
import { knobsOfSetting } from '@shared/domain/experiment/knobs-of-setting';
import { ADMIN_URL_EXAMPLES, DEFAULT_EXPERIMENT_FORM, type ExperimentForm, type VariantForm } from './experiment-form';
import { variantFormOf } from './form-of-spec';
import { settingTitle } from '@shared/domain/contract-texts/setting-texts';
import { canTurn, newKnob } from './knob-form';

/** What a link to the page may say (see `newExperimentUrl`). Links come from anywhere: what cannot be used is left out. */
export interface ExperimentPreset {
  template?: string;
  setting?: string;
  node?: string;
  title?: string;
}

export function initialForm({ template, setting, node, title }: ExperimentPreset): ExperimentForm {
  const form: ExperimentForm = {
    ...DEFAULT_EXPERIMENT_FORM,
    adminUrl: ADMIN_URL_EXAMPLES['envoy-runtime'],
    ...(node !== undefined && { node: node.slice(0, 253) }),
    ...(title !== undefined && { title: title.slice(0, TITLE_MAX_LENGTH) }),
  };
  if (template !== undefined) {
    return withTemplate(form, template);
  }
  return setting === undefined ? form : withSetting(form, setting);
}

/** Target, load and the rest stay as they are typed. */
export function withTemplate(form: ExperimentForm, name: string): ExperimentForm {
  const known = TEMPLATE_NAMES.find((template) => template === name);
  const variants = known && TEMPLATES[known].variantsFor({ driver: form.driver });
  if (!variants || variants.variants.length === 0) {
    return form;
  }
  return { ...form, baseline: variantFormOf(variants.baseline), variants: variants.variants.map(variantFormOf) };
}

/** For another driver: settings that it cannot turn are taken out, and its usual admin address is put in. */
export function withDriver(form: ExperimentForm, driver: ExperimentDriver): ExperimentForm {
  const turnable = ({ name, knobs }: VariantForm): VariantForm => ({
    name,
    knobs: knobs.filter(({ knob }) => canTurn({ ...form, driver }, knob)),
  });
  const isExample = Object.values(ADMIN_URL_EXAMPLES).includes(form.adminUrl) || form.adminUrl === '';
  return {
    ...form,
    driver,
    ...(isExample && { adminUrl: ADMIN_URL_EXAMPLES[driver] }),
    baseline: turnable(form.baseline),
    variants: form.variants.map(turnable),
  };
}

/** A template that compares the values of one knob says more than a variant of ours. */
const TEMPLATE_OF_KNOB: Partial<Record<KnobId, TemplateName>> = {
  'tracing.sampling': 'tracing-sampling',
  'accesslog.enabled': 'access-log',
  'accesslog.format': 'access-log',
};

function withSetting(form: ExperimentForm, settingId: string): ExperimentForm {
  const [knob] = knobsOfSetting(settingId);
  if (!knob) {
    return form;
  }
  const driver = Object.keys(knob.changes)[0] as ExperimentDriver;
  const knobId = knob.id as KnobId;
  const template = TEMPLATE_OF_KNOB[knobId];
  const titled = { ...form, title: form.title || settingTitle(settingId) };
  const driven = withDriver(titled, canTurn(form, knobId) ? form.driver : driver);
  return template !== undefined
    ? withTemplate(driven, template)
    : { ...driven, variants: [{ name: 'changed', knobs: [newKnob(knobId)] }] };
}
