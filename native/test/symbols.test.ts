import { before, describe } from 'node:test';
import { buildSymbolsTests } from './symbols-build.ts';
import { testCasesOf } from './tap-program.ts';

before(() => buildSymbolsTests());

describe('symbols in C++', () => testCasesOf('build/symbols/symbols-test', 30));
