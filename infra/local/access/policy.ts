import { UnsupportedPolicyError } from '../errors.ts';
import type { PolicySource } from '../template/roles.ts';
import { type Condition, conditionsHold, parseConditions, type RequestContext } from './conditions.ts';
import { fits } from './wildcard.ts';

/** Who asks, as principals are named in policies of resources: an ARN, the account's root, or a service. */
export interface Principal {
  readonly aws: readonly string[];
  readonly service?: string;
}

/** What is asked for. */
export interface AccessRequest {
  /** `dynamodb:PutItem` */
  readonly action: string;
  readonly resource: string;
  readonly context: RequestContext;
}

/** One statement of a policy, ready to be asked. */
export interface Statement {
  readonly effect: 'Allow' | 'Deny';
  readonly actions: PatternList;
  /** Absent in a role's trust policy. */
  readonly resources?: PatternList;
  readonly conditions: readonly Condition[];
  /** In policies of resources and trust policies only. */
  readonly principals?: PrincipalPattern;
}

/** `not` turns the list round: `NotAction`, `NotResource`. */
interface PatternList {
  readonly patterns: readonly string[];
  readonly not: boolean;
}

type PrincipalPattern = '*' | { readonly aws: readonly string[]; readonly services: readonly string[] };

interface StatementSource {
  readonly Effect: 'Allow' | 'Deny';
  readonly Action?: string | readonly string[];
  readonly NotAction?: string | readonly string[];
  readonly Resource?: string | readonly string[];
  readonly NotResource?: string | readonly string[];
  readonly Principal?:
    | '*'
    | { readonly AWS?: string | readonly string[]; readonly Service?: string | readonly string[] };
  readonly Condition?: unknown;
  readonly Sid?: string;
}

const understood = new Set([
  'Sid',
  'Effect',
  'Action',
  'NotAction',
  'Resource',
  'NotResource',
  'Principal',
  'Condition',
]);

/** @throws UnsupportedPolicyError (DL7005) for anything whose meaning isn't known. */
export function parsePolicy({ name, document }: PolicySource): readonly Statement[] {
  const { Statement } = document as { readonly Statement: StatementSource | readonly StatementSource[] };
  return [Statement].flat().map((statement) => parseStatement(statement as StatementSource, name));
}

function parseStatement(statement: StatementSource, source: string): Statement {
  for (const key of Object.keys(statement)) {
    if (!understood.has(key)) throw new UnsupportedPolicyError(source, `the element ${key}`);
  }
  const variable = /\$\{[^}]*\}/.exec(JSON.stringify([statement.Resource, statement.Condition]));
  if (variable !== null) throw new UnsupportedPolicyError(source, `the variable ${variable[0]}`);
  const { Principal } = statement;
  const resources = patternList(statement.Resource, statement.NotResource);
  const actions = patternList(statement.Action, statement.NotAction);
  if (actions === undefined) throw new UnsupportedPolicyError(source, 'a statement without an action');
  return {
    effect: statement.Effect,
    actions: { ...actions, patterns: actions.patterns.map((pattern) => pattern.toLowerCase()) },
    ...(resources === undefined ? {} : { resources }),
    conditions: parseConditions(statement.Condition, source),
    ...(Principal === undefined
      ? {}
      : {
          principals:
            Principal === '*'
              ? '*'
              : { aws: [Principal.AWS ?? []].flat(), services: [Principal.Service ?? []].flat() },
        }),
  };
}

function patternList(
  list: string | readonly string[] | undefined,
  notList: string | readonly string[] | undefined,
): PatternList | undefined {
  if (list !== undefined) return { patterns: [list].flat(), not: false };
  if (notList !== undefined) return { patterns: [notList].flat(), not: true };
  return undefined;
}

/** Whether a statement speaks about this request at all. */
export function applies(statement: Statement, request: AccessRequest, principal?: Principal): boolean {
  return (
    inList(statement.actions, request.action.toLowerCase()) &&
    (statement.resources === undefined || inList(statement.resources, request.resource)) &&
    namesPrincipal(statement.principals, principal) &&
    conditionsHold(statement.conditions, request.context)
  );
}

function inList({ patterns, not }: PatternList, text: string): boolean {
  return patterns.some((pattern) => fits(pattern, text)) !== not;
}

function namesPrincipal(pattern: PrincipalPattern | undefined, principal: Principal | undefined): boolean {
  if (pattern === undefined || pattern === '*') return true;
  if (principal === undefined) return false;
  return (
    pattern.aws.some((name) => name === '*' || principal.aws.includes(name)) ||
    (principal.service !== undefined && pattern.services.includes(principal.service))
  );
}
