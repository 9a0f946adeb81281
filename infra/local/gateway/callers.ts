import { randomBytes } from 'node:crypto';

/** Who sends a request: an instance of a function, or what works for a function in AWS's place. */
export interface Caller {
  readonly function: string;
  readonly roleArn: string;
  /** The function's own code, or the poller that takes messages for it. */
  readonly kind: 'function' | 'poller';
  /** `event-processor/3`, `event-processor/poller` */
  readonly instance: string;
  /** The invocation the instance works on now. */
  invocationId(): string | undefined;
  /** Ends the instance as a crash of its machine would. */
  kill(): Promise<void>;
}

export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
}

/** Every caller has an access key of its own, and is known by it. */
export class Callers {
  readonly #byKey = new Map<string, Caller>();

  register(caller: Caller): Credentials {
    const accessKeyId = `ASIA${randomBytes(8).toString('hex').toUpperCase()}`;
    this.#byKey.set(accessKeyId, caller);
    return { accessKeyId, secretAccessKey: 'local', sessionToken: 'local' };
  }

  unregister(accessKeyId: string): void {
    this.#byKey.delete(accessKeyId);
  }

  find(accessKeyId: string): Caller | undefined {
    return this.#byKey.get(accessKeyId);
  }
}

/**
 * Access key and service of a signed request, from
 * `AWS4-HMAC-SHA256 Credential=<key>/<day>/<region>/<service>/aws4_request, …`. The signature itself isn't checked.
 */
export function readSignature(
  authorization: string | undefined,
): { readonly accessKeyId: string; readonly service: string } | undefined {
  const start = authorization?.indexOf('Credential=') ?? -1;
  if (authorization === undefined || start < 0) return undefined;
  const end = authorization.indexOf(',', start);
  const [accessKeyId, , , service] = authorization
    .slice(start + 'Credential='.length, end < 0 ? undefined : end)
    .split('/');
  return accessKeyId === undefined || service === undefined ? undefined : { accessKeyId, service };
}
