import { secret } from '../base/names.ts';

/** An incoming webhook: acts as one user, without an application. */
export interface Webhook {
  readonly userId: number;
  readonly secret: string;
  readonly scope: ReadonlySet<string>;
}

export class Webhooks {
  readonly #webhooks: Webhook[] = [];

  add(userId: number, scope: readonly string[]): Webhook {
    const webhook = { userId, secret: secret(8), scope: new Set(scope) };
    this.#webhooks.push(webhook);
    return webhook;
  }

  find(userId: number, said: string): Webhook | undefined {
    return this.#webhooks.find((webhook) => webhook.userId === userId && webhook.secret === said);
  }
}
