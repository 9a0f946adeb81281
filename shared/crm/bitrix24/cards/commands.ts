import type { CallId } from '../../../base/ids.ts';
import { command } from '../rest/batch.ts';
import type { Ref } from '../rest/params.ts';
import { registerCommand } from '../writes/call-commands.ts';
import { cardOrigin } from '../writes/names.ts';
import type { Registration } from './card-store.ts';
import { hide, show } from './methods.ts';

/** The live call behind a card. `isShown` opens it for its user in the same command, which a repeat does not do. */
export const registerCard = (callId: CallId, { client, ...registration }: Registration, isShown = false) =>
  registerCommand({
    ...registration,
    origin: cardOrigin(callId),
    isShown,
    ...(client === undefined ? {} : { target: client }),
  });

export const showTo = (callId: string | Ref, crmUserIds: readonly string[]) =>
  command(show, { CALL_ID: callId, USER_ID: crmUserIds });

export const hideFrom = (callId: string | Ref, crmUserIds: readonly string[]) =>
  command(hide, { CALL_ID: callId, USER_ID: crmUserIds });
