import { useState } from 'react';
import type { AppPluginMeta } from '@grafana/data';
import type { AppSettings } from '@shared/domain/app-settings';
import { type ConfigurationForm, formOf, problemsOf, settingsOf } from './configuration-form';
import type { Finding } from './finding';
import { saveSettings } from '../infrastructure/save-settings';
import { checkConnection } from './check-connection';

type Saving = { kind: 'idle' } | { kind: 'busy' } | { kind: 'failed'; error: unknown };
type Testing = { kind: 'idle' } | { kind: 'busy' } | { kind: 'done'; findings: Finding[] };

export function useConfiguration(meta: AppPluginMeta<AppSettings>) {
  const settings = meta.jsonData ?? {};
  const saved = formOf(settings, Boolean(meta.secureJsonFields?.secret));
  const [form, setForm] = useState(saved);
  const [saving, setSaving] = useState<Saving>({ kind: 'idle' });
  const [testing, setTesting] = useState<Testing>({ kind: 'idle' });

  const save = async () => {
    setSaving({ kind: 'busy' });
    try {
      // Left out, an earlier secret stays as it is; it can never be read back.
      const secret = form.isSecretSet ? undefined : form.secret;
      await saveSettings(meta, { jsonData: { ...settings, ...settingsOf(form) }, secret });
      // Grafana hands settings to an app when the page loads, so only a reload makes them effective everywhere.
      window.location.reload();
    } catch (error) {
      setSaving({ kind: 'failed', error });
    }
  };
  const test = async () => {
    setTesting({ kind: 'busy' });
    setTesting({ kind: 'done', findings: await checkConnection(settings) });
  };

  return {
    data: {
      form,
      isChanged: JSON.stringify(form) !== JSON.stringify(saved),
      problems: problemsOf(form),
      saving,
      testing,
    },
    actions: {
      change: (changes: Partial<ConfigurationForm>) => setForm({ ...form, ...changes }),
      resetSecret: () => setForm({ ...form, secret: '', isSecretSet: false }),
      save: () => void save(),
      test: () => void test(),
    },
  };
}
