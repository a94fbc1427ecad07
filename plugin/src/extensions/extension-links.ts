// Grafana loads this with every page that has one of these extension points: no React, no libraries.
import { PluginExtensionPoints, type PluginExtensionAddedLinkConfig } from '@grafana/data';
import { newTaskUrl, profileUrl, targetsUrl } from '../routes';
import { alertInstanceUrl, alertRuleUrl } from './alert-links';
import { panelUrl } from './panel-link';
import { traceProfileUrl, traceTaskUrl } from './trace-links';

/** Every link of the app on other pages. plugin.json must name each with the same title, description and target. */
export const EXTENSION_LINKS: PluginExtensionAddedLinkConfig[] = [
  {
    title: 'Profile this',
    description:
      'Profile the processes that this alert is about, also from before it fired where a flight recorder runs',
    targets: [PluginExtensionPoints.AlertInstanceAction],
    icon: 'fire',
    path: newTaskUrl(),
    configure: guarded((context) => alertInstanceUrl(context, Date.now())),
  },
  {
    title: 'Profile what this rule is about',
    description: 'Profile the processes that the labels of this alert rule name',
    targets: [PluginExtensionPoints.AlertingAlertingRuleAction],
    icon: 'fire',
    path: newTaskUrl(),
    configure: guarded(alertRuleUrl),
  },
  {
    title: 'Profile this service',
    description: 'Profile the processes that the variables and queries of this panel name',
    targets: [PluginExtensionPoints.DashboardPanelMenu],
    icon: 'fire',
    path: newTaskUrl(),
    configure: guarded(panelUrl),
  },
  {
    title: 'Profile of this time',
    description: 'Open the profile of the first service of this trace while the trace was made',
    targets: [PluginExtensionPoints.TraceViewHeaderActions],
    icon: 'layer-group',
    path: profileUrl({ labelSelector: '', from: '', to: '' }),
    configure: guarded(traceProfileUrl),
  },
  {
    title: 'Profile now',
    description: 'Start profiling the first service of this trace',
    targets: [PluginExtensionPoints.TraceViewHeaderActions],
    icon: 'fire',
    path: newTaskUrl(),
    configure: guarded(traceTaskUrl),
  },
  {
    title: 'Profile a process',
    description: 'Pick a process of the mesh and profile it',
    targets: [PluginExtensionPoints.CommandPalette],
    icon: 'fire',
    path: targetsUrl(),
  },
  {
    title: 'New profiling task',
    description: 'Profile a workload with a live plan of who matches and what it costs',
    targets: [PluginExtensionPoints.CommandPalette],
    icon: 'plus',
    path: newTaskUrl(),
  },
];

/** Without a usable context there is no link. A mistake of ours must not break a page that is not ours. */
function guarded(urlOf: (context: unknown) => string | undefined): PluginExtensionAddedLinkConfig['configure'] {
  return (context) => {
    try {
      const path = urlOf(context);
      return path === undefined ? undefined : { path };
    } catch {
      return undefined;
    }
  };
}
