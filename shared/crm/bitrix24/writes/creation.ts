import type { DealStage, EnsureClient } from '../../../effects/crm-write.ts';
import type { PartyRef } from '../../../people/party.ts';
import { command } from '../rest/batch.ts';
import type { Params } from '../rest/params.ts';
import { clientFields } from './deals.ts';
import { addItem } from './methods.ts';
import { entityTypeIds, originator, originOf } from './names.ts';

/** What a write makes of a new client. */
export interface ClientPlan {
  readonly kind: 'lead' | 'contact';
  readonly withDeal: boolean;
}

/** In a portal without leads (`isSimple`) a request of a new client is a contact with a deal (reference 3.3). */
export function planOf({ action }: EnsureClient, isSimple: boolean): ClientPlan {
  if (action === 'lead')
    return isSimple ? { kind: 'contact', withDeal: true } : { kind: 'lead', withDeal: false };
  return { kind: 'contact', withDeal: action === 'contactAndDeal' };
}

/** @param userId the owner in the portal. */
export function clientCommand(write: EnsureClient, { kind }: ClientPlan, userId: string) {
  const { phone, name } = write;
  return command(addItem, {
    entityTypeId: entityTypeIds[kind],
    fields: {
      ...(kind === 'lead' ? { title: name } : { name }),
      fm: [{ typeId: 'PHONE', valueType: 'WORK', value: phone }],
      ...common(write, userId),
    },
  });
}

export interface NewDeal {
  readonly key: string;
  readonly client: PartyRef;
  readonly name: string;
  readonly stage?: DealStage | undefined;
  readonly line?: string;
}

export function dealCommand(deal: NewDeal, userId: string) {
  const { client, name, stage } = deal;
  return command(addItem, {
    entityTypeId: entityTypeIds.deal,
    fields: {
      title: name,
      [clientFields[client.kind]]: client.id,
      ...(stage === undefined ? {} : { categoryId: stage.pipelineId, stageId: stage.stageId }),
      ...common(deal, userId),
    },
  });
}

/** Whether it was a call, over which line, and by which write it is found again. */
const common = ({ key, line }: { readonly key: string; readonly line?: string }, userId: string): Params => ({
  assignedById: userId,
  sourceId: 'CALL',
  sourceDescription: line,
  originatorId: originator,
  originId: originOf(key),
});
