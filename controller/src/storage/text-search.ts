import { type RawBuilder, sql, type SqlBool } from 'kysely';

/** Each word is one more comparison of every row; nobody types more of them to find something. */
const MAX_WORDS = 8;

/** The words of a search, without regard to case; those beyond the eighth count for nothing. */
export function wordsOf(search: string): string[] {
  return search.toLowerCase().split(/\s+/).filter(Boolean).slice(0, MAX_WORDS);
}

/** Whether the columns together hold the word. Columns that are null hold nothing, numbers their digits. */
export function holdsWord(columns: readonly string[], word: string): RawBuilder<SqlBool> {
  const texts = columns.map((column) => sql`coalesce(cast(${sql.ref(column)} as text), '')`);
  const pattern = `%${word.replace(/[!%_]/g, '!$&')}%`;
  return sql<SqlBool>`lower(${sql.join(texts, sql` || ' ' || `)}) like ${pattern} escape '!'`;
}
