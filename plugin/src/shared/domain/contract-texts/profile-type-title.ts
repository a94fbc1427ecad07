import type { ProfileType } from '@meshprof/contracts';
import { contractText } from './contract-text';

export const profileTypeTitle = ({ id, title }: Pick<ProfileType, 'id' | 'title'>): string =>
  contractText('profile-type', id, 'title', title);

export const titledTypes = <T extends ProfileType>(types: readonly T[]) =>
  types.map((type) => ({ ...type, title: profileTypeTitle(type) }));
