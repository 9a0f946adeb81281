import * as z from 'zod/mini';
import type { CallId, EffectId, PartyId } from '../base/ids.ts';
import type { CardEffect } from '../effects/card.ts';
import { partyKinds } from '../people/party.ts';

/** A card effect as it comes out of the queue. */

const text = z.string().check(z.minLength(1), z.maxLength(1_000));
const branded = <T extends string>() =>
  z.pipe(
    text,
    z.transform((value) => value as T),
  );
const instant = z.int().check(z.minimum(0));

const card = z.strictObject({
  crmUserIds: z.array(text).check(z.minLength(1), z.maxLength(1_000)),
  direction: z.enum(['inbound', 'outbound']),
  phone: text,
  client: z.exactOptional(z.strictObject({ kind: z.enum(partyKinds), id: branded<PartyId>() })),
  line: z.exactOptional(text),
  startedAt: instant,
});

export const cardEffectSchema = z.strictObject({
  kind: z.literal('card'),
  id: branded<EffectId>(),
  callId: branded<CallId>(),
  number: z.int().check(z.minimum(1)),
  askedAt: instant,
  card: z.exactOptional(card),
}) satisfies z.ZodMiniType<CardEffect, unknown>;
