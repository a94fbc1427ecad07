import { COST_CATEGORIES, type CostCategory, KNOBS, type KnobValue, type Variant } from '@meshprof/contracts';

/**
 * Categories of the knobs that two variants set differently: what the feature itself does. Of a feature the whole group
 * counts (a longer log line is also written), but for HTTP filters, which have nothing to do with each other.
 */
export function directCategories(variant: Variant, baseline: Variant): Set<string> {
  const ids = differingKnobs(variant, baseline).flatMap(categoriesOfKnob);
  return new Set(ids);
}

/** Knob values that one of the two has and the other has not. */
export function differingKnobs(variant: Variant, baseline: Variant): KnobValue[] {
  const keysOf = ({ knobs }: Variant) => new Set(knobs.map(knobKey));
  const [ofVariant, ofBaseline] = [keysOf(variant), keysOf(baseline)];
  return [
    ...variant.knobs.filter((value) => !ofBaseline.has(knobKey(value))),
    ...baseline.knobs.filter((value) => !ofVariant.has(knobKey(value))),
  ];
}

/** The same for two values that set the same, however their properties are ordered. */
export function knobKey(value: KnobValue): string {
  return JSON.stringify(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function categoriesOfKnob(value: KnobValue): string[] {
  if (value.knob === 'filter.enabled') return categoriesOfFilter(value.name);
  const setting: string | undefined = KNOBS.find(({ id }) => id === value.knob)?.settingId;
  const driven = COST_CATEGORIES.filter(({ settings }: CostCategory) => settings.some((id) => id === setting));
  const groups = new Set(driven.filter(({ ownership }) => ownership === 'feature').map(({ id }) => groupOf(id)));
  return COST_CATEGORIES.filter((category) => driven.includes(category) || groups.has(groupOf(category.id))).map(
    ({ id }) => id
  );
}

/** `envoy.filters.http.lua` lies in source/extensions/filters/http/lua/; a filter without a category of its own is `filter.other`. */
function categoriesOfFilter(name: string): string[] {
  const folder = `filters/http/${name.replace(/^.*\./, '')}/`;
  const found = COST_CATEGORIES.filter(({ files }: CostCategory) => files?.some((file) => file.endsWith(folder)));
  return found.length > 0 ? found.map(({ id }) => id) : ['filter.other'];
}

const groupOf = (id: string): string => id.replace(/\..*$/, '');
