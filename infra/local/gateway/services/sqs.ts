import type { Need } from '../../access/access-control.ts';
import { arn, type Place } from '../../template/place.ts';
import type { QueueModel } from '../../template/queues.ts';
import { type Description, operationOf, type Service, type ServiceRequest, textField } from './service.ts';

/** SQS: a batch needs the action of its single form. */
export class SqsService implements Service {
  readonly name = 'sqs';
  readonly throttled = { status: 400, code: 'ThrottlingException', message: 'Rate exceeded' };
  readonly #place: Place;
  readonly #keys: ReadonlyMap<string, string>;

  constructor(place: Place, queues: readonly QueueModel[]) {
    this.#place = place;
    this.#keys = new Map(
      queues.flatMap(({ name, keyArn }) => (keyArn === undefined ? [] : [[name, keyArn] as const])),
    );
  }

  describe({ target, body }: ServiceRequest): Description {
    const operation = operationOf(target);
    const queue = textField(body, 'QueueUrl')?.split('/').at(-1) ?? textField(body, 'QueueName') ?? '*';
    const action = operation.endsWith('Batch') ? operation.slice(0, -'Batch'.length) : operation;
    const need = { action: `sqs:${action}`, resource: queue === '*' ? '*' : arn(this.#place, 'sqs', queue) };
    return { operation, needs: [need, ...this.#keyNeeds(action, queue)] };
  }

  error(status: number, code: string, message: string) {
    // The SDK takes the name that callers of the older protocol know from this header.
    const name = code === 'AccessDeniedException' ? 'AccessDenied' : code;
    return {
      status,
      headers: { 'content-type': 'application/x-amz-json-1.0', 'x-amzn-query-error': `${name};Sender` },
      body: JSON.stringify({ __type: `com.amazon.coral.service#${code}`, message }),
    };
  }

  #keyNeeds(action: string, queue: string): readonly Need[] {
    const resource = this.#keys.get(queue);
    if (resource === undefined) return [];
    const context = { 'kms:viaservice': `sqs.${this.#place.region}.amazonaws.com` };
    const actions =
      action === 'SendMessage'
        ? ['kms:GenerateDataKey', 'kms:Decrypt']
        : action === 'ReceiveMessage'
          ? ['kms:Decrypt']
          : [];
    return actions.map((keyAction) => ({ action: keyAction, resource, context }));
  }
}
