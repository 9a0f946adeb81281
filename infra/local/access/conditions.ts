import { UnsupportedPolicyError } from '../errors.ts';
import { fits } from './wildcard.ts';

/** What is known of a request beside action and resource, by condition key in small letters. */
export type RequestContext = Readonly<Record<string, string>>;

/** One line of a statement's `Condition` block. */
export interface Condition {
  readonly key: string;
  readonly values: readonly string[];
  readonly ifExists: boolean;
  readonly test: (actual: string, wanted: string) => boolean;
  /** `StringNotEquals` and the like hold when no value fits, and when the key is absent. */
  readonly negated: boolean;
}

const equal = (actual: string, wanted: string) => actual === wanted;
const equalIgnoringCase = (actual: string, wanted: string) => actual.toLowerCase() === wanted.toLowerCase();
const like = (actual: string, wanted: string) => fits(wanted, actual);

/** Several values of one key stand in lines of their own; all must fit one pattern. Where none is known, it does not hold. */
const allLike = (actual: string, wanted: string) => actual.split('\n').every((one) => fits(wanted, one));

const operators: Readonly<Record<string, Pick<Condition, 'test' | 'negated'>>> = {
  StringEquals: { test: equal, negated: false },
  StringNotEquals: { test: equal, negated: true },
  StringEqualsIgnoreCase: { test: equalIgnoringCase, negated: false },
  StringLike: { test: like, negated: false },
  StringNotLike: { test: like, negated: true },
  ArnEquals: { test: like, negated: false },
  ArnLike: { test: like, negated: false },
  ArnNotEquals: { test: like, negated: true },
  ArnNotLike: { test: like, negated: true },
  Bool: { test: equalIgnoringCase, negated: false },
  'ForAllValues:StringLike': { test: allLike, negated: false },
};

/** The keys whose values the local stack can know. A policy about any other key would silently mean something else. */
const knownKeys: ReadonlySet<string> = new Set([
  'aws:securetransport',
  'dynamodb:leadingkeys',
  'aws:sourceaccount',
  'aws:sourcearn',
  'aws:principalarn',
  'aws:principalaccount',
  'aws:requestedregion',
  'iam:passedtoservice',
  'kms:viaservice',
  'kms:calleraccount',
  'scheduler:schedulegroup',
]);

/** @throws UnsupportedPolicyError (DL7005) naming the operator or key that isn't understood. */
export function parseConditions(block: unknown, source: string): readonly Condition[] {
  return Object.entries((block ?? {}) as Record<string, Record<string, unknown>>).flatMap(
    ([operator, keys]) => {
      const ifExists = operator.endsWith('IfExists');
      const rule = operators[ifExists ? operator.slice(0, -'IfExists'.length) : operator];
      if (rule === undefined) throw new UnsupportedPolicyError(source, `the condition operator ${operator}`);
      return Object.entries(keys).map(([key, values]) => {
        if (!knownKeys.has(key.toLowerCase()))
          throw new UnsupportedPolicyError(source, `the condition key ${key}`);
        return { key: key.toLowerCase(), values: [values].flat().map(String), ifExists, ...rule };
      });
    },
  );
}

/** All lines must hold; of one line's values any one. */
export function conditionsHold(conditions: readonly Condition[], context: RequestContext): boolean {
  return conditions.every(({ key, values, ifExists, test, negated }) => {
    const actual = context[key];
    if (actual === undefined) return negated || ifExists;
    return values.some((wanted) => test(actual, wanted)) !== negated;
  });
}
