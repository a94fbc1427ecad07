import { before, describe } from 'node:test';
import { makeNative, testCasesOf } from './tap-program.ts';

before(() => makeNative('session-test'));

describe('sampling of waits and cuts of accounts in C++', () => testCasesOf('build/session/session-test', 16));
