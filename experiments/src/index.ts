export { planExperiment, type PlanOptions } from './plan/plan-experiment.ts';
export { mayEndEarly } from './report/analysis.ts';
export { buildReport } from './report/build-report.ts';
export { noiseOf } from './report/noise.ts';
export { renderMarkdown } from './report/render-markdown.ts';
export type { ReportInput } from './report/report-input.ts';
export { AA_BLOCKS, aaSchedule, schedule, type ScheduleInput } from './schedule/schedule.ts';
export { checkSpec } from './spec/check-spec.ts';
export { needsEnvoyFilter } from './spec/envoy-filter-knobs.ts';
export { knobText } from './spec/knob-text.ts';
export { FULL_LOG_FORMAT, SHORT_LOG_FORMAT } from './spec/log-formats.ts';
export { TEMPLATE_NAMES, type TemplateName } from './spec/template-names.ts';
export {
  isTemplateName,
  type Template,
  type TemplateOptions,
  TEMPLATES,
  templateSpec,
  type TemplateSpecOptions,
} from './spec/templates.ts';
export { type FullGuards, type FullLoad, type FullSpec, withDefaults } from './spec/with-defaults.ts';
export { correlation } from './statistics/correlation.ts';
export { ranksOf } from './statistics/ranks.ts';
export { blocksNeeded, SIGNIFICANCE_LEVEL, smallestPValue } from './statistics/blocks-needed.ts';
export { LOOKS_AFTER_BLOCKS } from './verdict/look.ts';
