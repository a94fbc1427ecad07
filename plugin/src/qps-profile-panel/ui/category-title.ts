import { t } from '../../shared/domain/t';
import type { CategoryShare } from '../domain/cost-shares';

/** A name that the panel's author gave comes first. */
export const categoryTitle = ({ id, title, field }: Pick<CategoryShare, 'id' | 'title' | 'field'>): string =>
  field.config.displayName ?? title ?? (id === '' ? t('qps-panel.category.none', 'Recorded without a category') : id);

export const restTitle = (count: number): string =>
  t('qps-panel.category.rest', '{{count}} other categories', { count });
