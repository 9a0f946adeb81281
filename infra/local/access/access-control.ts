import { UnresolvableError } from '../errors.ts';
import { accountId } from '../template/place.ts';
import type { RoleModel } from '../template/roles.ts';
import type { StackModel } from '../template/stack-model.ts';
import type { RequestContext } from './conditions.ts';
import { managedPolicy } from './managed-policies.ts';
import { type AccessRequest, applies, type Principal, parsePolicy, type Statement } from './policy.ts';

/** An action on a resource that a request needs. */
export interface Need {
  /** `dynamodb:PutItem` */
  readonly action: string;
  /** ARN, or `*` where the service knows no resource for the action. */
  readonly resource: string;
  readonly context?: RequestContext;
}

/** Why a need isn't met, in AWS's words. */
export type Refusal =
  | 'no identity-based policy allows the action'
  | 'an explicit deny in an identity-based policy'
  | 'an explicit deny in a resource-based policy';

interface Role {
  readonly name: string;
  readonly statements: readonly Statement[];
  readonly trust: readonly Statement[];
}

/** Answers what each role of the template may do, as IAM would in one account. */
export class AccessControl {
  readonly #roles: ReadonlyMap<string, Role>;
  readonly #resourcePolicies: ReadonlyMap<string, readonly Statement[]>;
  readonly #region: string;
  readonly #answers = new Map<string, Refusal | undefined>();

  /** @throws UnsupportedPolicyError (DL7005) when any policy of the template isn't understood. */
  constructor({ roles, resourcePolicies, place }: Pick<StackModel, 'roles' | 'resourcePolicies' | 'place'>) {
    this.#region = place.region;
    this.#roles = new Map(roles.map((role) => [role.arn, parseRole(role)]));
    this.#resourcePolicies = new Map(
      [...resourcePolicies].map(([arn, policies]) => [arn, policies.flatMap(parsePolicy)]),
    );
  }

  roleName(roleArn: string): string {
    return this.#role(roleArn).name;
  }

  /** What stands against it, or `undefined` where the role may. */
  refusal(roleArn: string, { action, resource, context }: Need): Refusal | undefined {
    const key = `${roleArn} ${action} ${resource} ${context === undefined ? '' : JSON.stringify(context)}`;
    if (this.#answers.has(key)) return this.#answers.get(key);
    const answer = this.#decide(roleArn, {
      action,
      resource,
      context: { ...this.#usualContext(roleArn), ...context },
    });
    this.#answers.set(key, answer);
    return answer;
  }

  /** Whether a service may take on a role. */
  mayAssume(roleArn: string, service: string, context: RequestContext = {}): boolean {
    const request = { action: 'sts:AssumeRole', resource: roleArn, context };
    return (this.#roles.get(roleArn)?.trust ?? []).some(
      (statement) => statement.effect === 'Allow' && applies(statement, request, { aws: [], service }),
    );
  }

  #decide(roleArn: string, request: AccessRequest): Refusal | undefined {
    const own = this.#role(roleArn).statements.filter((statement) => applies(statement, request));
    const principal: Principal = { aws: [roleArn, accountId, `arn:aws:iam::${accountId}:root`] };
    const theirs = (this.#resourcePolicies.get(request.resource) ?? []).filter((statement) =>
      applies(statement, request, principal),
    );
    if (own.some(({ effect }) => effect === 'Deny')) return 'an explicit deny in an identity-based policy';
    if (theirs.some(({ effect }) => effect === 'Deny')) return 'an explicit deny in a resource-based policy';
    if (own.some(({ effect }) => effect === 'Allow')) return undefined;
    // A resource's policy lets a role in by its name; naming the account only lets its own policies decide.
    const named = theirs.some(
      ({ effect, principals }) =>
        effect === 'Allow' &&
        principals !== undefined &&
        principals !== '*' &&
        principals.aws.includes(roleArn),
    );
    return named ? undefined : 'no identity-based policy allows the action';
  }

  #usualContext(roleArn: string): RequestContext {
    return {
      // The deployed functions speak TLS; on this machine there is nobody in between.
      'aws:securetransport': 'true',
      'aws:principalarn': roleArn,
      'aws:principalaccount': accountId,
      'aws:requestedregion': this.#region,
      'kms:calleraccount': accountId,
    };
  }

  #role(roleArn: string): Role {
    const role = this.#roles.get(roleArn);
    if (role === undefined) throw new UnresolvableError(`role ${roleArn}`, 'it is not in this template');
    return role;
  }
}

function parseRole({ name, trust, policies, managedPolicies }: RoleModel): Role {
  return {
    name,
    statements: [...policies, ...managedPolicies.map(managedPolicy)].flatMap(parsePolicy),
    trust: parsePolicy(trust),
  };
}
