import { before, describe } from 'node:test';
import { makeNative, testCasesOf } from './tap-program.ts';

before(() => makeNative('unwind-test'));

describe('unwinding in C++', () => testCasesOf('build/unwind/unwind-test', 20));
