import { openController } from '../../controller/src/testing/controller-under-test.ts';
import { code, page, table } from './markdown.ts';

interface Operation {
  readonly summary?: string;
  readonly tags?: readonly string[];
  readonly security?: readonly Record<string, unknown>[];
}

interface OpenApi {
  readonly tags: readonly { name: string; description: string }[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
}

async function document(): Promise<OpenApi> {
  await using under = await openController();
  const answer = await under.call({ url: '/openapi.json' });
  return answer.json<OpenApi>();
}

export async function openApiFile(): Promise<string> {
  return `${JSON.stringify(await document(), null, 2)}\n`;
}

export async function httpApiPage(): Promise<string> {
  const { tags, paths } = await document();
  const operations = Object.entries(paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]) => ({ path, method: method.toUpperCase(), operation }))
  );
  const sections = tags.map(({ name, description }) => {
    const rows = operations
      .filter(({ operation }) => operation.tags?.includes(name))
      .map(({ path, method, operation }) => [
        code(`${method} ${path}`),
        operation.summary ?? '',
        credentials(operation),
      ]);
    return `## ${name[0]!.toUpperCase()}${name.slice(1)}\n\n${description}.\n\n${table(['Request', 'What', 'Credentials'], rows)}`;
  });
  return page(
    'HTTP API of the controller',
    `The whole of it, with every field: [openapi.json](openapi.json), which a running controller serves at \`/openapi.json\`.
Errors are \`application/problem+json\` with a stable \`code\`: [messages](messages.md#errors-of-the-http-api). Lists answer
\`items\` and, but for the last page, \`nextCursor\`.`,
    ...sections
  );
}

const NAMES: Readonly<Record<string, string>> = {
  token: 'token',
  pluginSecret: 'the app’s secret and level',
  joinToken: 'join token',
  agentCredential: 'agent’s credential',
  webhookSignature: 'signature',
  webhookToken: 'webhook token',
};

function credentials({ security = [] }: Operation): string {
  const names = security.flatMap((each) => Object.keys(each)).flatMap((name) => NAMES[name] ?? []);
  return names.length === 0 ? 'none' : names.join(' or ');
}
