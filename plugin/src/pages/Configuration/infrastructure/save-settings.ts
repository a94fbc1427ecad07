import type { PluginMeta } from '@grafana/data';
import { getBackendSrv } from '@grafana/runtime';
import { lastValueFrom } from 'rxjs';
import type { AppSettings } from '@shared/domain/app-settings';

interface Changes {
  jsonData: AppSettings;
  /** Undefined keeps the stored one. */
  secret: string | undefined;
}

export async function saveSettings(
  { id, enabled, pinned }: PluginMeta<AppSettings>,
  { jsonData, secret }: Changes
): Promise<void> {
  const data = { enabled, pinned, jsonData, secureJsonData: secret === undefined ? undefined : { secret } };
  await lastValueFrom(
    getBackendSrv().fetch({ url: `/api/plugins/${id}/settings`, method: 'POST', data, showErrorAlert: false })
  );
}
