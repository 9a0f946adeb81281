import type { EffectId, EmployeeId, PartyId } from '../../../shared/base/ids.ts';
import type { E164 } from '../../../shared/base/phone.ts';
import type { ClientRef, CrmWrite, RecordCall } from '../../../shared/effects/crm-write.ts';
import type { CrmEffect } from '../../../shared/effects/effect.ts';
import type { Random } from '../random.ts';
import type { PortalTown } from './portal-town.ts';

/** A call as it is handed to the writer, and what its teller knows of it in plain values. */
export interface ToldCall {
  readonly effect: CrmEffect;
  readonly phone: string;
  /** By the key of each record, whose it is. */
  readonly owners: ReadonlyMap<string, string>;
  readonly isMissed: boolean;
}

/** Calls of one kind, each of another known client; or `mixed`: of every kind, and of clients who call again. */
export type Mix = 'answered' | 'missed' | 'transferred' | 'mixed';

/** Of so many known clients. */
const knownClients = 300;
const shares = { missed: 0.2, transferred: 0.08, known: 0.6, again: 0.25 };

/** Makes calls up, one after the other by their times. */
export class Teller {
  readonly #town: PortalTown;
  readonly #random: Random;
  readonly #name: string;
  readonly #known = new Map<string, PartyId>();
  readonly #phones: string[] = [];
  #count = 0;

  constructor(town: PortalTown, random: Random, name: string) {
    this.#town = town;
    this.#random = random;
    this.#name = name;
    for (let index = 0; index < knownClients; index += 1) {
      const phone = `+7916${String(2_000_000 + index)}`;
      const multi = [{ typeId: 'PHONE', valueType: 'WORK', value: phone }];
      const { id } = town.portal.crm.add('CONTACT', { fields: { NAME: `Известный ${index}` }, multi });
      this.#known.set(phone, String(id) as PartyId);
    }
  }

  tell(count: number, mix: Mix): readonly ToldCall[] {
    return Array.from({ length: count }, () => this.#call(mix));
  }

  #call(mix: Mix): ToldCall {
    const random = this.#random;
    this.#count += 1;
    const key = `${this.#name}-${this.#count}`;
    const phone = mix === 'mixed' ? this.#caller() : this.#nextKnown();
    const id = this.#known.get(phone);
    const client: ClientRef =
      id === undefined
        ? { kind: 'byPhone', phone: phone as E164 }
        : { kind: 'known', party: { kind: 'contact', id }, phone: phone as E164 };
    const isMissed = mix === 'missed' || (mix === 'mixed' && random.chance(shares.missed));
    const isTransferred =
      mix === 'transferred' || (mix === 'mixed' && !isMissed && random.chance(shares.transferred));
    const staff = random.shuffled([...this.#town.users.keys()]).slice(0, isTransferred ? 2 : 1);
    // A second apart, so that no two calls of a client are of the same moment.
    const startedAt = this.#town.stack.clock.now() - 3_600_000 + this.#count * 1_000;
    const records = staff.map(
      (owner, index): RecordCall => ({
        kind: 'recordCall',
        key: `${key}/${index + 1}`,
        direction: 'inbound',
        result: isMissed ? 'missed' : 'answered',
        callOwnerId: owner as EmployeeId,
        client,
        startedAt,
        durationSeconds: 30,
        talkSeconds: isMissed ? 0 : 20,
        recordingIds: [],
      }),
    );
    const [first = ''] = staff;
    const about = { client, number: phone, callKey: `${key}/1` };
    const writes: CrmWrite[] = [
      ...(id === undefined
        ? [
            {
              kind: 'ensureClient',
              key: `${key}/client`,
              phone: phone as E164,
              action: 'contact',
              name: phone,
              entityOwnerId: first as EmployeeId,
            } as const,
          ]
        : []),
      ...records,
      isMissed
        ? {
            kind: 'createTask',
            key: `${key}/task`,
            taskAssigneeId: first as EmployeeId,
            text: `Перезвонить ${phone}`,
            dueAt: startedAt + 3_600_000,
            missedAt: startedAt,
            missedReason: 'direct',
            dedupe: 'open',
            day: new Date(startedAt).toISOString().slice(0, 10),
            autoClose: true,
            ...about,
          }
        : {
            kind: 'closeTasks',
            key: `${key}/close`,
            outcome: 'clientReachedUs',
            connectedAt: startedAt + 500,
            ...about,
          },
    ];
    return {
      effect: { kind: 'crm', id: `${key}:0` as EffectId, orderKey: phone, writes },
      phone,
      owners: new Map(records.map((record) => [record.key, record.callOwnerId])),
      isMissed,
    };
  }

  #nextKnown(): string {
    return `+7916${String(2_000_000 + (this.#count % knownClients))}`;
  }

  #anyKnown(): string {
    return this.#random.pick([...this.#known.keys()]);
  }

  #caller(): string {
    const random = this.#random;
    if (this.#phones.length > 0 && random.chance(shares.again)) return random.pick(this.#phones);
    const phone = random.chance(shares.known) ? this.#anyKnown() : `+7917${String(1_000_000 + this.#count)}`;
    this.#phones.push(phone);
    return phone;
  }
}
