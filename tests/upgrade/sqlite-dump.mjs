/**
 * All tables, rows and indexes of a database as statements.
 * @param {import('node:sqlite').DatabaseSync} database
 * @returns {string}
 */
export function sqlOf(database) {
  const objects = database
    .prepare(
      "select type, name, sql from sqlite_master where sql is not null and name not like 'sqlite_%' order by rowid"
    )
    .all();
  const tables = objects.filter(({ type }) => type === 'table');
  const others = objects.filter(({ type }) => type !== 'table');
  const rows = tables.flatMap(({ name }) => insertsOf(database, name));
  return `${[...tables.map(({ sql }) => `${sql};`), ...rows, ...others.map(({ sql }) => `${sql};`)].join('\n')}\n`;
}

function insertsOf(database, table) {
  const statement = database.prepare(`select * from "${table}"`);
  statement.setReadBigInts(true);
  return statement.all().map((row) => {
    const names = Object.keys(row).map((name) => `"${name}"`);
    return `insert into "${table}" (${names.join(', ')}) values (${Object.values(row).map(literal).join(', ')});`;
  });
}

function literal(value) {
  if (value === null) return 'null';
  if (typeof value === 'string') return `'${value.replaceAll("'", "''")}'`;
  if (value instanceof Uint8Array) return `x'${Buffer.from(value).toString('hex')}'`;
  return String(value);
}
