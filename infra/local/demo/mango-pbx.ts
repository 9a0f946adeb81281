import { createHash } from 'node:crypto';

/** One webhook of Mango Office as it goes over the wire, before signing. */
export interface MangoWebhook {
  /** Below the address that the customer enters in the PBX's account: `/events/call`. */
  readonly path: string;
  readonly payload: Readonly<Record<string, unknown>>;
}

export interface MangoSecret {
  readonly apiKey: string;
  readonly apiSalt: string;
}

/** Signs a webhook and sends it as Mango Office does: a form with the key, the signature and the JSON text. */
export async function sendMango(
  apiUrl: string,
  secret: MangoSecret,
  webhook: MangoWebhook,
): Promise<Response> {
  return fetch(`${apiUrl}${mangoAddress(webhook)}`, { method: 'POST', body: mangoForm(secret, webhook) });
}

export const mangoAddress = ({ path }: MangoWebhook): string => `/pbx/mango${path}`;

/** The body of a webhook, signed. */
export function mangoForm(secret: MangoSecret, { payload }: MangoWebhook): URLSearchParams {
  const json = JSON.stringify(payload);
  const sign = createHash('sha256')
    .update(secret.apiKey + json + secret.apiSalt)
    .digest('hex');
  return new URLSearchParams({ vpbx_api_key: secret.apiKey, sign, json });
}

interface Side {
  readonly extension?: string;
  readonly number?: string;
}

/**
 * A stand-in for the PBX: tells one call as the webhooks that Mango Office sends of it, in their order, with its own
 * habits (ids that look like base64, seconds, the line in `from` for outbound legs, group numbers as strings).
 */
export class MangoCall {
  readonly webhooks: MangoWebhook[] = [];
  readonly entryId: string;
  readonly #startedAt: number;
  #now: number;
  #talkedAt = 0;
  #answeredBy: Side | undefined;
  #firstRung: Side | undefined;
  #lastLeg: string | undefined;
  readonly #seq = new Map<string, number>();
  readonly #client: Side;
  readonly #line: string;

  /** `startedAt` in epoch seconds; `name` makes the ids of the call unique and repeatable. */
  constructor(options: { name: string; startedAt: number; client: string | undefined; line: string }) {
    this.entryId = base64(options.name);
    this.#startedAt = options.startedAt;
    this.#now = options.startedAt;
    this.#client = options.client === undefined ? {} : { number: options.client };
    this.#line = options.line;
  }

  /** Lets seconds pass. */
  wait(seconds: number): this {
    this.#now += seconds;
    return this;
  }

  ivr(): this {
    const end = { ...this.#inbound({ number: this.#line }), location: 'ivr' };
    this.#call('ivr', 'Appeared', end).wait(8);
    return this.#call('ivr', 'Disconnected', { ...end, disconnect_reason: 1100 });
  }

  /** The client's call rings an employee, alone or as a member of a group. */
  ring(extension: string, group?: string): this {
    this.#firstRung ??= group === undefined ? this.#device(extension) : { extension: group };
    return this.#call(`to-${extension}`, 'Appeared', this.#toEmployee(extension, group));
  }

  answer(extension: string, group?: string): this {
    this.#talk(this.#device(extension));
    return this.#call(`to-${extension}`, 'Connected', this.#toEmployee(extension, group));
  }

  /** Ends an employee's leg: 1110 the caller hung up, 1111 no answer, 1122 declined, 1182 taken by another. */
  stop(extension: string, reason: number, group?: string): this {
    return this.#call(`to-${extension}`, 'Disconnected', {
      ...this.#toEmployee(extension, group),
      disconnect_reason: reason,
    });
  }

  blindTransfer(from: string, to: string): this {
    this.#call(`to-${from}`, 'Disconnected', { ...this.#toEmployee(from), disconnect_reason: 1120 });
    this.#lastLeg = `to-${from}`;
    return this.#call(`to-${to}`, 'Appeared', { ...this.#toEmployee(to), transfer: 'blind' });
  }

  /** Holds the client, talks to the colleague first, then puts both together. */
  attendedTransfer(from: string, to: string): this {
    const leg = `to-${from}`;
    this.#call(leg, 'OnHold', this.#toEmployee(from));
    const asked = {
      location: 'abonent',
      from: { ...this.#device(from), taken_from_call_id: this.#id(leg) },
      to: { ...this.#device(to), line_number: this.#line },
    };
    this.#call(`to-${to}`, 'Appeared', asked).wait(3);
    this.#call(`to-${to}`, 'Connected', asked).wait(6);
    this.#call(leg, 'Disconnected', { ...this.#toEmployee(from), disconnect_reason: 1120 });
    this.#lastLeg = leg;
    return this.#call(`to-${to}`, 'Connected', { ...this.#toEmployee(to), transfer: 'consultative' });
  }

  dial(extension: string): this {
    return this.#call(`from-${extension}`, 'Appeared', this.#fromEmployee(extension));
  }

  connect(extension: string): this {
    this.#talk(this.#client);
    return this.#call(`from-${extension}`, 'Connected', this.#fromEmployee(extension));
  }

  hangUp(extension: string, reason: number): this {
    return this.#call(`from-${extension}`, 'Disconnected', {
      ...this.#fromEmployee(extension),
      disconnect_reason: reason,
    });
  }

  /** One employee calls another: no line, no client. */
  internal(from: string, to: string, seconds: number): this {
    const ends = { location: 'abonent', from: this.#device(from), to: this.#device(to) };
    this.#call('internal', 'Appeared', ends).wait(3);
    this.#talk(this.#device(to));
    this.#call('internal', 'Connected', ends).wait(seconds);
    this.#call('internal', 'Disconnected', { ...ends, disconnect_reason: 1110 });
    return this.#summary(0, this.#device(from), this.#device(to), 1110);
  }

  endInbound(reason = 1110): this {
    return this.#summary(1, this.#client, this.#answeredBy ?? this.#firstRung ?? {}, reason);
  }

  endOutbound(extension: string, reason = 1110): this {
    return this.#summary(2, this.#device(extension), this.#client, reason);
  }

  /** The recording can be fetched; this comes well after the call. */
  recordAdded(): this {
    const recording = { product_id: 400001, user_id: -1, recording_id: base64(`${this.entryId}:rec`) };
    const payload = { entry_id: this.entryId, ...recording, timestamp: this.#now + 20 };
    this.webhooks.push({ path: '/events/record/added', payload });
    return this;
  }

  #summary(direction: 0 | 1 | 2, from: Side, to: Side, reason: number): this {
    const talked = this.#talkedAt > 0;
    this.webhooks.push({
      path: '/events/summary',
      payload: {
        entry_id: this.entryId,
        call_direction: direction,
        from,
        to,
        ...(direction === 0 ? {} : { line_number: this.#line }),
        create_time: this.#startedAt,
        forward_time: this.#startedAt,
        talk_time: this.#talkedAt,
        end_time: this.#now,
        entry_result: talked ? 1 : 0,
        disconnect_reason: reason,
      },
    });
    return this;
  }

  #talk(with_: Side): void {
    if (this.#talkedAt > 0) return;
    this.#talkedAt = this.#now;
    this.#answeredBy = with_;
  }

  #call(leg: string, state: string, fields: Record<string, unknown>): this {
    const seq = (this.#seq.get(leg) ?? 0) + 1;
    this.#seq.set(leg, seq);
    this.webhooks.push({
      path: '/events/call',
      payload: {
        entry_id: this.entryId,
        call_id: this.#id(leg),
        timestamp: this.#now,
        seq,
        call_state: state,
        ...fields,
        dct: { type: 0 },
      },
    });
    if (leg === 'ivr') this.#lastLeg = leg;
    return this;
  }

  #inbound(to: Side): Record<string, unknown> {
    const taken = this.#lastLeg === undefined ? {} : { taken_from_call_id: this.#id(this.#lastLeg) };
    return { from: { ...this.#client, ...taken }, to: { ...to, line_number: this.#line } };
  }

  #toEmployee(extension: string, group?: string): Record<string, unknown> {
    const member = group === undefined ? {} : { acd_group: group };
    return { location: 'abonent', ...this.#inbound({ ...this.#device(extension), ...member }) };
  }

  #fromEmployee(extension: string): Record<string, unknown> {
    return {
      location: 'abonent',
      from: { ...this.#device(extension), line_number: this.#line },
      to: this.#client,
    };
  }

  readonly #device = (extension: string): Side => ({
    extension,
    number: `sip:u${extension}@demo.mangosip.ru`,
  });
  readonly #id = (leg: string): string => base64(`${this.entryId}:${leg}`);
}

const base64 = (text: string): string => Buffer.from(text).toString('base64');
