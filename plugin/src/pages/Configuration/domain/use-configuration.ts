import { useState } from 'react';
import type { AppPluginMeta, PluginMeta } from '@grafana/data';
import { getBackendSrv } from '@grafana/runtime';
import { lastValueFrom } from 'rxjs';
import type { AppSettings } from '@shared/domain/app-settings';
import { testConnection } from '@shared/infrastructure/meshprof-api';
import { type ConfigurationForm, formProblem } from './configuration-form';

type Outcome = { kind: 'idle' } | { kind: 'busy' } | { kind: 'ok' } | { kind: 'failed'; error: unknown };

async function saveSettings(pluginId: string, settings: Partial<PluginMeta<AppSettings>>): Promise<void> {
  await lastValueFrom(
    getBackendSrv().fetch({ url: `/api/plugins/${pluginId}/settings`, method: 'POST', data: settings })
  );
  // Grafana hands settings to an app when the page loads, so only a reload makes them effective everywhere.
  window.location.reload();
}

export function useConfiguration(meta: AppPluginMeta<AppSettings>) {
  const saved: ConfigurationForm = {
    controllerUrl: meta.jsonData?.controllerUrl ?? '',
    dataSourceUid: meta.jsonData?.dataSourceUid ?? '',
    secret: '',
    isSecretSet: Boolean(meta.secureJsonFields?.secret),
  };
  const [form, setForm] = useState(saved);
  const [saving, setSaving] = useState<Outcome>({ kind: 'idle' });
  const [test, setTest] = useState<Outcome>({ kind: 'idle' });
  const isChanged = JSON.stringify(form) !== JSON.stringify(saved);

  const run = async (action: () => Promise<void>, report: (outcome: Outcome) => void) => {
    report({ kind: 'busy' });
    try {
      await action();
      report({ kind: 'ok' });
    } catch (error) {
      report({ kind: 'failed', error });
    }
  };

  const save = () =>
    saveSettings(meta.id, {
      enabled: meta.enabled,
      pinned: meta.pinned,
      jsonData: { controllerUrl: form.controllerUrl, dataSourceUid: form.dataSourceUid || undefined },
      // Left out, an earlier secret stays as it is; it can never be read back.
      secureJsonData: form.isSecretSet ? undefined : { secret: form.secret },
    });

  return {
    data: { form, isChanged, problem: formProblem(form), saving, test },
    actions: {
      change: (changes: Partial<ConfigurationForm>) => setForm({ ...form, ...changes }),
      resetSecret: () => setForm({ ...form, secret: '', isSecretSet: false }),
      save: () => void run(save, setSaving),
      test: () => void run(testConnection, setTest),
    },
  };
}
