import { comparisonPage } from './comparison-page.ts';
import { commandLinePage } from './command-line-page.ts';
import { configurationPage } from './configuration-page.ts';
import { httpApiPage, openApiFile } from './http-api-page.ts';
import { labelsPage } from './labels-page.ts';
import { messagesPage } from './messages-page.ts';
import { metricsPage } from './metrics-page.ts';
import { scaleGuide } from './scale/scale-guide.ts';

/** Every page that `npm run reference` writes, by its place in the repository. */
export const GENERATED_PAGES: Readonly<Record<string, () => string | Promise<string>>> = {
  'docs/reference/configuration.md': configurationPage,
  'docs/reference/command-line.md': commandLinePage,
  'docs/reference/http-api.md': httpApiPage,
  'docs/reference/openapi.json': openApiFile,
  'docs/reference/labels.md': labelsPage,
  'docs/reference/messages.md': messagesPage,
  'docs/reference/metrics.md': metricsPage,
  'docs/guides/scale.md': scaleGuide,
  'docs/comparison.md': comparisonPage,
};
