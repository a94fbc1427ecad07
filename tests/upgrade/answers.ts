import type { ControllerUnderTest } from '../../controller/src/testing/controller-under-test.ts';

type Fields = Readonly<Record<string, unknown>>;

/** What seed.mjs wrote down of the old controller's answers. Lists that it did not know are absent. */
export interface OldAnswers {
  readonly agents: readonly Fields[];
  readonly targets: readonly Fields[];
  readonly tasks: readonly (Fields & { readonly id: string; readonly targets: readonly Fields[] })[];
  readonly schedules?: readonly Fields[];
  readonly policies?: readonly Fields[];
  readonly joinTokens?: readonly Fields[];
  readonly deliveries?: readonly Fields[];
  readonly auditActions?: readonly string[];
}

const LISTS = {
  agents: '/v1/agents',
  targets: '/v1/targets',
  schedules: '/v1/schedules',
  policies: '/v1/policies',
  joinTokens: '/v1/join-tokens',
  deliveries: '/v1/alerts/deliveries',
} as const;

/** The same questions to today's controller, cut down to the fields that the old one had. */
export async function answersOf(under: ControllerUnderTest, before: OldAnswers): Promise<OldAnswers> {
  const lists: Record<string, unknown> = {};
  for (const [name, url] of Object.entries(LISTS)) {
    const old = before[name as keyof typeof LISTS];
    if (old !== undefined) lists[name] = likeEach(await itemsOf(under, url), old);
  }
  const audit = await itemsOf(under, '/v1/audit');
  return {
    ...(lists as unknown as OldAnswers),
    tasks: await tasksOf(under, before.tasks),
    ...(before.auditActions !== undefined && {
      auditActions: audit.map(({ action }) => String(action)).slice(-before.auditActions.length),
    }),
  };
}

async function tasksOf(under: ControllerUnderTest, before: OldAnswers['tasks']): Promise<OldAnswers['tasks']> {
  return Promise.all(
    before.map(async (old) => {
      const task = await answer<OldAnswers['tasks'][number]>(under, `/v1/tasks/${old.id}`);
      const targets = task.targets.toSorted((a, b) => String(a['id']).localeCompare(String(b['id'])));
      return {
        ...like(task, old),
        id: task.id,
        targets: targets.map((target, i) => like(target, old.targets[i] ?? {})),
      };
    })
  );
}

async function itemsOf(under: ControllerUnderTest, url: string): Promise<Fields[]> {
  return (await answer<{ items: Fields[] }>(under, `${url}?limit=500`)).items;
}

async function answer<T>(under: ControllerUnderTest, url: string): Promise<T> {
  const got = await under.asAdmin({ url });
  if (got.statusCode !== 200) throw new Error(`${url}: ${got.statusCode} ${got.body}`);
  return got.json<T>();
}

function likeEach(items: readonly Fields[], old: readonly Fields[]): Fields[] {
  return items.map((item, index) => like(item, old[index] ?? item));
}

/** Down to the fields of `old`; what is an object there is cut down alike. */
function like(item: Fields, old: Fields): Fields {
  const fields = Object.entries(old).map(([key, value]) => {
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    return [key, isObject ? like((item[key] ?? {}) as Fields, value as Fields) : item[key]];
  });
  return Object.fromEntries(fields) as Fields;
}
