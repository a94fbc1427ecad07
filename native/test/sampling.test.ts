import { before, describe } from 'node:test';
import { makeNative, testCasesOf } from './tap-program.ts';

before(() => makeNative('session-test'));

describe('sampling of waits in C++', () => testCasesOf('build/session/session-test', 9));
