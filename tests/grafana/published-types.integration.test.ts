import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { parse } from 'yaml';
import { goProgram, reasonWithoutGoPrograms } from '../harness/go-programs/go-programs.mjs';
import { at } from '../harness/project.ts';

interface Part {
  what: string;
  kind: 'dashboard' | 'rule' | 'contact-point';
  value: object;
}
interface Query {
  datasourceUid: string;
  model: object;
}
interface AlertingFile {
  groups?: { orgId: number; name: string; folder: string; rules: { uid: string; data: Query[] }[] }[];
  contactPoints?: { name: string; receivers: { uid: string; type: string }[] }[];
}

const filesIn = (folder: string, extension: string) =>
  readdirSync(at(folder))
    .filter((name) => name.endsWith(extension))
    .map((name) => ({ name, text: readFileSync(at(folder, name), 'utf8') }));

const dashboards = (): Part[] =>
  filesIn('plugin/src/dashboards', '.json').map(({ name, text }) => ({
    what: name,
    kind: 'dashboard',
    value: JSON.parse(text) as object,
  }));

const alerting = () => filesIn('provisioning/grafana/alerting', '.yaml').map(({ text }) => parse(text) as AlertingFile);

/** A file says once a group what the API's type says for each rule; the types of queries follow from the data source. */
const rules = (): Part[] =>
  alerting().flatMap(({ groups = [] }) =>
    groups.flatMap(({ orgId, name, folder, rules }) =>
      rules.map((rule) => ({
        what: rule.uid,
        kind: 'rule' as const,
        value: { ...rule, orgID: orgId, ruleGroup: name, folderUID: folder, data: rule.data.map(withSourceType) },
      }))
    )
  );

const withSourceType = (query: Query) => ({
  ...query,
  model: {
    ...query.model,
    datasource: { type: query.datasourceUid === '__expr__' ? '__expr__' : 'prometheus', uid: query.datasourceUid },
  },
});

const contactPoints = (): Part[] =>
  alerting().flatMap(({ contactPoints = [] }) =>
    contactPoints.flatMap(({ name, receivers }) =>
      receivers.map((receiver) => ({
        what: receiver.uid,
        kind: 'contact-point' as const,
        value: { ...receiver, name },
      }))
    )
  );

/** Problems, one a line. */
const check = (parts: Part[]) =>
  execFileSync(goProgram('grafana-types'), { input: JSON.stringify(parts), encoding: 'utf8' });

const skip = reasonWithoutGoPrograms(['grafana-types']);

/** Grafana’s own types, generated from its schemas, read the files strictly. No Grafana is needed for that. */
describe('Grafana’s published types', { skip }, () => {
  for (const [what, partsOf] of [
    ['dashboards', dashboards],
    ['alert rules and their queries', rules],
    ['contact points', contactPoints],
  ] as const) {
    it(`have a place for everything in the ${what}`, () => {
      const parts = partsOf();
      assert.ok(parts.length > 0);
      assert.equal(check(parts), '');
    });
  }

  it('have none for a field that does not exist, in a file or in a query within it', () => {
    const [rule] = rules() as (Part & { value: { data: Query[] } })[];
    const [query, ...others] = rule!.value.data as [Query, ...Query[]];
    const mistaken = { ...query, model: { ...query.model, exprs: 'up' } };
    const problems = check([
      { ...rule!, value: { ...rule!.value, titel: 'x' } },
      { ...rule!, value: { ...rule!.value, data: [mistaken, ...others] } },
      { ...dashboards()[0]!, value: { ...dashboards()[0]!.value, refresch: '5s' } },
    ]);
    for (const field of ['titel', 'exprs', 'refresch'])
      assert.match(problems, new RegExp(`unexpected field '${field}'`));
  });
});
