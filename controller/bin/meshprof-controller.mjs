#!/usr/bin/env node
// The controller as installed from npm. Plain JavaScript, so that an older Node can say what it lacks.
const [major, minor] = process.versions.node.split('.').map(Number);

if (major > 22 || (major === 22 && minor >= 18)) await import('../dist/main.mjs');
else {
  console.error(`meshprof-controller: Node 22.18 or newer is needed; this is ${process.versions.node}.`);
  process.exit(70);
}
