/** What a plugin expects from Grafana rather than in its bundle (create-plugin's list, as far as this app uses it). */
import * as emotionCss from '@emotion/css';
import * as emotionReact from '@emotion/react';
import * as grafanaData from '@grafana/data';
import * as grafanaRuntime from '@grafana/runtime';
import * as grafanaUi from '@grafana/ui';
// @ts-expect-error -- ships no types, and only a bundle looks inside
import * as d3 from 'd3';
import i18next from 'i18next';
import lodash from 'lodash';
import * as react from 'react';
import * as reactDom from 'react-dom';
import * as reactRouter from 'react-router';
import * as jsxRuntime from 'react/jsx-runtime';
import * as rxjs from 'rxjs';

export const externals: ReadonlyMap<string, unknown> = new Map<string, unknown>([
  ['@emotion/css', emotionCss],
  ['@emotion/react', emotionReact],
  ['@grafana/data', grafanaData],
  ['@grafana/runtime', grafanaRuntime],
  ['@grafana/ui', grafanaUi],
  ['d3', d3],
  ['i18next', i18next],
  ['lodash', lodash],
  ['react', react],
  ['react-dom', reactDom],
  ['react-router', reactRouter],
  ['react/jsx-runtime', jsxRuntime],
  ['rxjs', rxjs],
]);
