import type { Need } from '../../access/access-control.ts';

/** A request as the gateway has it: all of its body, nothing parsed. */
export interface ServiceRequest {
  readonly method: string;
  /** With its query. */
  readonly path: string;
  /** The header `X-Amz-Target`: `DynamoDB_20120810.PutItem`. */
  readonly target: string | undefined;
  readonly body: Buffer;
}

/** What a request is about. */
export interface Description {
  /** `TransactWriteItems` */
  readonly operation: string;
  readonly needs: readonly Need[];
}

/** One AWS service behind the gateway. */
export interface Service {
  /** As the signature's scope names it: `dynamodb`. */
  readonly name: 'dynamodb' | 'sqs' | 'scheduler';
  describe(request: ServiceRequest): Description;
  /** An error as this service would answer it. */
  error(status: number, code: string, message: string): ErrorAnswer;
  /** How it says "too many requests". */
  readonly throttled: { readonly status: number; readonly code: string; readonly message: string };
}

export interface ErrorAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** The part of a target after its dot. */
export function operationOf(target: string | undefined): string {
  return target?.slice(target.indexOf('.') + 1) ?? 'unknown';
}

/**
 * A top-level text field of a JSON body without parsing it. Inside other texts the quotes would be escaped, and
 * fields of that name further down hold objects, so the first match is the field.
 */
export function textField(body: Buffer, name: string): string | undefined {
  const label = `"${name}":"`;
  const start = body.indexOf(label);
  if (start >= 0) {
    const from = start + label.length;
    return body.toString('utf8', from, body.indexOf('"', from));
  }
  if (body.indexOf(`"${name}"`) < 0) return undefined;
  const value = (JSON.parse(body.toString()) as Readonly<Record<string, unknown>>)[name];
  return typeof value === 'string' ? value : undefined;
}
