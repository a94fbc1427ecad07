import { forPostgres } from '../testing/each-database.ts';
import { findNothingWrong } from '../testing/schemathesis.ts';

forPostgres((cluster) => findNothingWrong(() => cluster().createDatabase('schemathesis')));
