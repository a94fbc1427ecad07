import { findNothingWrong } from '../testing/schemathesis.ts';

// On PostgreSQL: schemathesis.long.test.ts.
findNothingWrong();
