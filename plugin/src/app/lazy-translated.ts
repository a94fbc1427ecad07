import { type ComponentType, lazy } from 'react';
import { PLUGIN_ID } from '../constants';

/**
 * A component that loads when it is first shown, together with what its texts need. Grafana has loaded the language's
 * file by then (`languages` in plugin.json); this binds `t` and `Trans` of the bundle to it. Whatever Grafana mounts by
 * itself (pages, exposed components) goes through here.
 */
export const lazyTranslated = <Props>(load: () => Promise<{ default: ComponentType<Props> }>) =>
  lazy(async () => {
    const [module, { initPluginTranslations }] = await Promise.all([load(), import('@grafana/i18n')]);
    await initPluginTranslations(PLUGIN_ID);
    return module;
  });
