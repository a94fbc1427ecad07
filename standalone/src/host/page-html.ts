/** The one HTML page and its Content-Security-Policy. */
import { randomBytes } from 'node:crypto';
import type { BootData } from './boot-data.ts';

export interface Page {
  readonly html: string;
  readonly contentSecurityPolicy: string;
}

/** A nonce for each page load; scripts that the page's own script adds (the plugin's chunks) inherit its trust. */
export function renderPage(boot: BootData): Page {
  const nonce = randomBytes(18).toString('base64');
  const { id, name } = boot.plugin;
  // In a script element only `</script` and `<!--` would end the data early; both need a `<`.
  const json = JSON.stringify(boot).replace(/</g, '\\u003c');
  const html = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <meta name="color-scheme" content="dark light" />
    <title>${escapeHtml(name)}</title>
    <link rel="icon" type="image/svg+xml" href="/public/plugins/${id}/img/logo.svg" />
    <link rel="stylesheet" href="/public/host/host.css" />
    <script id="boot-data" type="application/json" nonce="${nonce}">${json}</script>
    <script type="module" src="/public/host/host.js" nonce="${nonce}"></script>
  </head>
  <body>
    <div id="root"></div>
    <noscript>Meshprof's page needs JavaScript. The command line does not: meshprof record --help</noscript>
  </body>
</html>
`;
  return { html, contentSecurityPolicy: policyWith(nonce) };
}

function policyWith(nonce: string): string {
  return [
    "default-src 'none'",
    `script-src 'nonce-${nonce}' 'strict-dynamic'`,
    // Emotion writes style elements and components set style attributes at run time.
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self'",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ');
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const escapeHtml = (text: string) => text.replace(/[&<>"]/g, (character) => ENTITIES[character] ?? character);
