import type { Need } from '../../access/access-control.ts';
import { arn, type Place } from '../../template/place.ts';
import type { TableModel } from '../../template/tables.ts';
import { type Description, operationOf, type Service, type ServiceRequest, textField } from './service.ts';

const reads = new Set(['GetItem', 'BatchGetItem', 'Query', 'Scan', 'ConditionCheckItem']);
const writes = new Set(['PutItem', 'UpdateItem', 'DeleteItem', 'BatchWriteItem']);

interface WriteItem {
  readonly Put?: { readonly TableName: string };
  readonly Update?: { readonly TableName: string };
  readonly Delete?: { readonly TableName: string };
  readonly ConditionCheck?: { readonly TableName: string };
}

/** The actions behind the kinds of writes of one transaction; a transaction has none of its own. */
const writeActions = {
  Put: 'PutItem',
  Update: 'UpdateItem',
  Delete: 'DeleteItem',
  ConditionCheck: 'ConditionCheckItem',
} as const;

/** DynamoDB: which actions on which tables and indexes a request needs, and the keys of encrypted tables. */
export class DynamoDbService implements Service {
  readonly name = 'dynamodb';
  readonly throttled = {
    status: 400,
    code: 'ProvisionedThroughputExceededException',
    message: 'The level of configured provisioned throughput for the table was exceeded.',
  };
  readonly #place: Place;
  readonly #tables: ReadonlyMap<string, TableModel>;

  constructor(place: Place, tables: readonly TableModel[]) {
    this.#place = place;
    this.#tables = new Map(
      tables.flatMap((table) => [[table.name, table] as const, [table.arn, table] as const]),
    );
  }

  describe({ target, body }: ServiceRequest): Description {
    const operation = operationOf(target);
    const uses = new Map(this.#uses(operation, body).map((use) => [`${use.action} ${use.table}`, use]));
    return { operation, needs: [...uses.values()].flatMap((use) => this.#needsOf(use, body)) };
  }

  error(status: number, code: string, message: string) {
    const owner = code === 'ProvisionedThroughputExceededException' ? 'dynamodb.v20120810' : 'coral.service';
    return {
      status: status === 403 ? 400 : status,
      headers: { 'content-type': 'application/x-amz-json-1.0' },
      body: JSON.stringify({ __type: `com.amazonaws.${owner}#${code}`, message, Message: message }),
    };
  }

  #uses(operation: string, body: Buffer): readonly Use[] {
    switch (operation) {
      case 'BatchGetItem':
      case 'BatchWriteItem': {
        const { RequestItems } = JSON.parse(body.toString()) as { RequestItems: Record<string, unknown> };
        return Object.keys(RequestItems ?? {}).map((table) => ({ action: operation, table }));
      }
      case 'TransactWriteItems':
        return transactionItems<WriteItem>(body).flatMap((item) =>
          Object.entries(writeActions).flatMap(([kind, action]) => {
            const table = item[kind as keyof WriteItem]?.TableName;
            return table === undefined ? [] : [{ action, table }];
          }),
        );
      case 'TransactGetItems':
        return transactionItems<{ Get: { TableName: string } }>(body).map(({ Get }) => ({
          action: 'GetItem',
          table: Get.TableName,
        }));
      default: {
        const index =
          operation === 'Query' || operation === 'Scan' ? textField(body, 'IndexName') : undefined;
        return [
          {
            action: operation,
            table: textField(body, 'TableName') ?? '*',
            ...(index === undefined ? {} : { index }),
          },
        ];
      }
    }
  }

  #needsOf(use: Use, body: Buffer): readonly Need[] {
    const { action, table, index } = use;
    const model = this.#tables.get(table);
    const tableArn = model?.arn ?? arn(this.#place, 'dynamodb', `table/${table}`);
    const need = {
      action: `dynamodb:${action}`,
      resource: index === undefined ? tableArn : `${tableArn}/index/${index}`,
    };
    if (model?.keyArn === undefined) return [need];
    return [{ ...need, ...leadingKeys(use, body) }, ...this.#keyNeeds(action, model.keyArn)];
  }

  #keyNeeds(action: string, resource: string): readonly Need[] {
    const actions = writes.has(action)
      ? ['kms:Decrypt', 'kms:Encrypt', 'kms:GenerateDataKey']
      : reads.has(action)
        ? ['kms:Decrypt']
        : [];
    const context = { 'kms:viaservice': `dynamodb.${this.#place.region}.amazonaws.com` };
    return actions.map((keyAction) => ({ action: keyAction, resource, context }));
  }
}

/**
 * The partition keys that a request is about, a line each. Only of tables with a key of their own: policies speak of no
 * other's, and most requests go there.
 */
function leadingKeys({ action, table }: Use, body: Buffer): Pick<Need, 'context'> {
  const { TransactItems, ...alone } = JSON.parse(body.toString()) as Keyed & {
    readonly TransactItems?: readonly Readonly<Record<string, Keyed & { readonly TableName?: string }>>[];
  };
  const parts = (TransactItems ?? []).flatMap((item) =>
    Object.entries(item).flatMap(([kind, part]) =>
      writeActions[kind as keyof WriteItem] === action && part.TableName === table ? [part] : [],
    ),
  );
  const keys = [alone, ...parts].flatMap(({ Key, Item }) => (Key ?? Item)?.pk?.S ?? []);
  return keys.length === 0 ? {} : { context: { 'dynamodb:leadingkeys': keys.join('\n') } };
}

interface Keyed {
  readonly Key?: { readonly pk?: { readonly S?: string } };
  readonly Item?: { readonly pk?: { readonly S?: string } };
}

interface Use {
  readonly action: string;
  readonly table: string;
  readonly index?: string;
}

function transactionItems<Item>(body: Buffer): readonly Item[] {
  return (JSON.parse(body.toString()) as { TransactItems?: readonly Item[] }).TransactItems ?? [];
}
