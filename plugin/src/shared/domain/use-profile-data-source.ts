import { useMemo } from 'react';
import { pickProfileDataSource, type ProfileDataSource } from '../infrastructure/profile-query';
import { useAppSettings } from './app-settings';

/** The data source of this uid, else the app's, else the first Pyroscope one; undefined if there is none. */
export function useProfileDataSource(uid?: string): ProfileDataSource | undefined {
  const { dataSourceUid } = useAppSettings();
  const wanted = uid ?? dataSourceUid;
  return useMemo(() => pickProfileDataSource(wanted), [wanted]);
}
