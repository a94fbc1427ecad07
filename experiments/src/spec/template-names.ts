export const TEMPLATE_NAMES = ['article', 'tracing-sampling', 'access-log', 'tracing-x-logging', 'a-a'] as const;
export type TemplateName = (typeof TEMPLATE_NAMES)[number];
