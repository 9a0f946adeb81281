import { describe, expect, it } from 'vitest';
import { AccessControl } from '../../../../infra/local/access/access-control.ts';
import { roleArn } from '../../../../infra/local/template/place.ts';
import { allow, trust } from '../fixtures/template.ts';

const role = roleArn('worker');
const table = 'arn:aws:dynamodb:eu-central-1:000000000000:table/main';
const queue = 'arn:aws:sqs:eu-central-1:000000000000:events.fifo';

function accessWith(
  statements: readonly unknown[],
  more: {
    resource?: string;
    resourceStatements?: readonly unknown[];
    managed?: readonly string[];
    trust?: unknown;
  } = {},
) {
  return new AccessControl({
    place: { stackName: 'x', region: 'eu-central-1', gatewayUrl: '', apiUrl: '' },
    roles: [
      {
        arn: role,
        name: 'worker',
        trust: { name: 'trust', document: more.trust ?? trust('lambda.amazonaws.com') },
        policies: [{ name: 'own', document: { Statement: statements } }],
        managedPolicies: more.managed ?? [],
      },
    ],
    resourcePolicies: new Map(
      more.resource === undefined
        ? []
        : [[more.resource, [{ name: 'its', document: { Statement: more.resourceStatements } }]]],
    ),
  });
}

const put = { action: 'dynamodb:PutItem', resource: table };
const noGrant = 'no identity-based policy allows the action';
const denied = 'an explicit deny in an identity-based policy';

describe('what a role may do', () => {
  it.each([
    ['exactly this', [allow('dynamodb:PutItem', table)], undefined],
    ['one of several', [allow(['dynamodb:GetItem', 'dynamodb:PutItem'], ['x', table])], undefined],
    ['actions in any case', [allow('DynamoDB:putitem', table)], undefined],
    ['a wildcard in the action', [allow('dynamodb:Put*', table)], undefined],
    ['a wildcard in the resource', [allow('dynamodb:PutItem', 'arn:aws:dynamodb:*:table/mai?')], undefined],
    ['everything', [allow('*', '*')], undefined],
    ['nothing', [], noGrant],
    ['another action', [allow('dynamodb:GetItem', table)], noGrant],
    ['another table', [allow('dynamodb:PutItem', `${table}2`)], noGrant],
    ['indexes only', [allow('dynamodb:PutItem', `${table}/index/*`)], noGrant],
    ['all but this action', [{ Effect: 'Allow', NotAction: 'dynamodb:PutItem', Resource: '*' }], noGrant],
    ['all but others', [{ Effect: 'Allow', NotAction: 'dynamodb:GetItem', Resource: '*' }], undefined],
    ['all but this table', [{ Effect: 'Allow', Action: '*', NotResource: table }], noGrant],
    [
      'a deny beside an allow',
      [allow('*', '*'), { Effect: 'Deny', Action: 'dynamodb:*', Resource: table }],
      denied,
    ],
    [
      'under a condition that holds',
      [{ ...allow('*', '*'), Condition: { Bool: { 'aws:SecureTransport': 'true' } } }],
      undefined,
    ],
    [
      'under a condition that does not hold',
      [{ ...allow('*', '*'), Condition: { StringEquals: { 'aws:RequestedRegion': 'us-east-1' } } }],
      noGrant,
    ],
    [
      'under two conditions of which one does not hold',
      [
        {
          ...allow('*', '*'),
          Condition: {
            StringLike: { 'aws:PrincipalArn': '*worker' },
            StringNotEquals: { 'aws:RequestedRegion': ['eu-central-1', 'x'] },
          },
        },
      ],
      noGrant,
    ],
  ])('%s', (_, statements, expected) => {
    expect(accessWith(statements).refusal(role, put)).toBe(expected);
  });

  it.each([
    ['a key that begins so', 'PBX#mango', undefined],
    ['another key', 'CRM#bitrix24', noGrant],
    ['two keys of which one does not begin so', 'PBX#mango\nCRM#bitrix24', noGrant],
    ['a key that is not known', undefined, noGrant],
  ])('where its items are told apart by their keys: %s', (_, keys, expected) => {
    const Condition = { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['PBX#*', 'X#*'] } };
    const access = accessWith([{ ...allow('dynamodb:PutItem', table), Condition }]);
    const context = keys === undefined ? {} : { context: { 'dynamodb:leadingkeys': keys } };
    expect(access.refusal(role, { ...put, ...context })).toBe(expected);
  });

  it('a queue’s own policy can refuse what the role allows', () => {
    const access = accessWith([allow('sqs:SendMessage', queue)], {
      resource: queue,
      resourceStatements: [{ Effect: 'Deny', Action: 'sqs:*', Principal: '*', Resource: queue }],
    });
    expect(access.refusal(role, { action: 'sqs:SendMessage', resource: queue })).toBe(
      'an explicit deny in a resource-based policy',
    );
  });

  it('a key’s policy lets in a role that it names, and leaves the account to the role’s own policies', () => {
    const key = 'arn:aws:kms:eu-central-1:000000000000:key/1';
    const need = { action: 'kms:Decrypt', resource: key };
    const statement = (principal: string) => ({
      Effect: 'Allow',
      Action: 'kms:*',
      Resource: '*',
      Principal: { AWS: principal },
    });
    const named = accessWith([], { resource: key, resourceStatements: [statement(role)] });
    const account = accessWith([], {
      resource: key,
      resourceStatements: [statement('arn:aws:iam::000000000000:root')],
    });
    expect(named.refusal(role, need)).toBeUndefined();
    expect(account.refusal(role, need)).toBe(noGrant);
  });

  it('a service may take on a role only under the conditions of its trust', () => {
    const document = {
      Statement: [
        {
          Effect: 'Allow',
          Action: 'sts:AssumeRole',
          Principal: { Service: 'scheduler.amazonaws.com' },
          Condition: { StringEquals: { 'aws:SourceArn': 'group' } },
        },
      ],
    };
    const access = accessWith([], { trust: document });
    expect(access.mayAssume(role, 'scheduler.amazonaws.com', { 'aws:sourcearn': 'group' })).toBe(true);
    expect(access.mayAssume(role, 'scheduler.amazonaws.com', { 'aws:sourcearn': 'other' })).toBe(false);
    expect(access.mayAssume(role, 'lambda.amazonaws.com', { 'aws:sourcearn': 'group' })).toBe(false);
  });

  it.each([
    ['operator', { Condition: { IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } } }, /IpAddress/],
    ['key', { Condition: { StringEquals: { 'aws:SourceVpc': 'x' } } }, /aws:SourceVpc/],
    ['element', { NotPrincipal: '*' }, /NotPrincipal/],
    ['variable', { Resource: `arn:aws:dynamodb:*:table/$\{aws:username}` }, /aws:username/],
  ])('a policy with an unknown %s is refused by name', (_, more, message) => {
    expect(() => accessWith([{ ...allow('*', '*'), ...more }])).toThrow(message);
  });

  it('a managed policy is known by name, or refused by name', () => {
    const known = accessWith([], {
      managed: ['arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole'],
    });
    expect(known.refusal(role, { action: 'logs:PutLogEvents', resource: 'x' })).toBeUndefined();
    expect(() => accessWith([], { managed: ['arn:aws:iam::aws:policy/AdministratorAccess'] })).toThrow(
      /AdministratorAccess/,
    );
  });
});
