import type { EffectId, TicketId } from '../../base/ids.ts';
import type { AnsweredEffect } from '../../tickets/effects.ts';
import { expiry } from '../expiry.ts';
import { documentOf } from '../stores/documents.ts';
import type { Table } from '../table.ts';

/** An answer as response times are reckoned from it. */
export type Answer = AnsweredEffect & { readonly id: EffectId; readonly ticketId: TicketId };

const keptDays = 400;

/** Answers to clients who waited, by the day (UTC) on which they were given. */
export class AnswerStore {
  readonly #table: Table;

  constructor(table: Table) {
    this.#table = table;
  }

  async add(answer: Answer): Promise<void> {
    const instant = new Date(answer.at).toISOString();
    await this.#table.put({
      pk: keyOf(instant.slice(0, 10)),
      sk: `${instant}#${answer.id}`,
      document: JSON.stringify(answer),
      expiresAt: expiry(answer.at, keptDays),
    });
  }

  /** From and up to these instants (epoch milliseconds). */
  async *between(from: number, to: number): AsyncGenerator<Answer> {
    for (let day = Math.floor(from / dayMs); day <= Math.floor(to / dayMs); day += 1) {
      let cursor: string | undefined;
      do {
        const page = await this.#table.query({
          pk: keyOf(new Date(day * dayMs).toISOString().slice(0, 10)),
          between: [new Date(from).toISOString(), `${new Date(to).toISOString()}~`],
          ...(cursor === undefined ? {} : { cursor }),
        });
        for (const item of page.items) yield documentOf<Answer>(item);
        cursor = page.cursor;
      } while (cursor !== undefined);
    }
  }
}

const dayMs = 24 * 60 * 60 * 1_000;
const keyOf = (day: string): string => `ANSWERS#${day}`;
