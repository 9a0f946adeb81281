import { readFileSync } from 'node:fs';
import { fits } from '../../infra/local/access/wildcard.ts';
import type { FunctionModel } from '../../infra/local/template/functions.ts';
import type { PolicySource } from '../../infra/local/template/roles.ts';
import { type Everything, everything } from './everything.ts';
import { fewOf } from './few-of.ts';
import type { Promised } from './promise.ts';

/** One action on one resource: `sqs:SendMessage arn:…`. */
type Right = string;

export const leastPrivilege: Promised = {
  id: 'S5',
  asked:
    "each role's policy against what its function really called in a full test run: nothing missing, nothing unused",
  async run() {
    const run = await everything();
    const { functions } = run.stack.model;
    const missing = run.stack.calls().filter(({ outcome }) => outcome === 'denied');
    const granted = functions.map((one) => rightsOf(one, run));
    const unused = functions.flatMap((one, at) => {
      const mine = granted[at] ?? new Set();
      const used = usedBy(one, mine, run);
      return [...mine]
        .filter((right) => !used.some((one) => isUsedBy(right, one)))
        .map((right) => `${one.name} ${right}`);
    });
    const rights = granted.reduce((sum, { size }) => sum + size, 0);
    return {
      measured: [
        `${functions.length} functions, ${run.stack.calls().length.toLocaleString('en')} calls to AWS`,
        `${missing.length} refused${fewOf(missing.map(({ function: name, operation }) => `${name} ${operation}`))}`,
        `${unused.length} of ${rights} rights unused${fewOf(unused)}`,
      ].join('; '),
      holds: missing.length === 0 && unused.length === 0 && run.stack.complaints().length === 0,
    };
  },
};

/** Schedules are named as they are made; whatever else is granted is granted by its name. */
const isUsedBy = (right: Right, one: Right): boolean =>
  right === one || (/^scheduler:[^*]+\/\*$/.test(right) && fits(right, one));

interface Statement {
  readonly Effect: string;
  readonly Action: string | readonly string[];
  readonly Resource: string | readonly string[];
}

/** What the template lets a function's role do. @throws Error for a statement that does not say it in plain words. */
function rightsOf({ roleArn }: FunctionModel, { stack }: Everything): ReadonlySet<Right> {
  const role = stack.model.roles.find(({ arn }) => arn === roleArn);
  if (role === undefined || role.managedPolicies.length > 0)
    throw new Error(`${roleArn} is not all in the template`);
  return new Set(
    role.policies.flatMap(statementsOf).flatMap(({ Effect, Action, Resource }) => {
      if (Effect !== 'Allow') throw new Error(`${roleArn} is refused something`);
      return [Action]
        .flat()
        .flatMap((action) => [Resource].flat().map((resource) => `${action} ${resource}`));
    }),
  );
}

const statementsOf = ({ document }: PolicySource) =>
  [(document as { Statement: Statement | readonly Statement[] }).Statement].flat() as readonly Statement[];

/** What the function called; and what Lambda does in its name, which no request of the function shows. */
function usedBy(
  one: FunctionModel,
  granted: ReadonlySet<Right>,
  { stack, templateFile }: Everything,
): readonly Right[] {
  const called = stack
    .calls()
    .filter(({ function: name, outcome }) => name === one.name && outcome !== 'denied')
    .flatMap(({ needs }) => needs.map(({ action, resource }) => `${action} ${resource}`));
  const ran = stack.invocations().some(({ function: name }) => name === one.name);
  const { TracingConfig, LoggingConfig } = propertiesOf(one, templateFile);
  return [
    ...new Set(called),
    // A mapping is not made before this was asked for.
    ...stack.model.mappings
      .filter(({ functionArn }) => functionArn === one.arn)
      .map(({ queueArn }) => `sqs:GetQueueAttributes ${queueArn}`),
    ...(ran && LoggingConfig !== undefined
      ? [...granted].filter((right) => /^logs:(CreateLogStream|PutLogEvents) /.test(right))
      : []),
    ...(ran && TracingConfig?.Mode === 'Active'
      ? ['xray:PutTraceSegments *', 'xray:PutTelemetryRecords *']
      : []),
  ];
}

interface FunctionProperties {
  readonly TracingConfig?: { readonly Mode?: string };
  readonly LoggingConfig?: unknown;
}

function propertiesOf({ logicalId }: FunctionModel, templateFile: string): FunctionProperties {
  const { Resources } = JSON.parse(readFileSync(templateFile, 'utf8')) as {
    readonly Resources: Readonly<Record<string, { readonly Properties: FunctionProperties }>>;
  };
  return Resources[logicalId]?.Properties ?? {};
}
