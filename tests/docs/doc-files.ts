import { globSync, readFileSync } from 'node:fs';
import { at, projectRoot } from '../harness/project.ts';

/** Not ours (create-plugin's), or written by a program and without commands. */
const LEFT_OUT = /(^|\/)(node_modules|vendor|build|dist|\.config)\/|^docs\/the-article\//;

/** Every page that a person reads, relative to the project. */
export function docFiles(): string[] {
  const found = globSync(['*.md', 'docs/**/*.md', '*/README.md', '*/*/README.md'], { cwd: projectRoot });
  return [...new Set(found)].filter((file) => !LEFT_OUT.test(file)).sort();
}

export function readDoc(file: string): string {
  return readFileSync(at(file), 'utf8');
}
