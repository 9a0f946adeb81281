import type { CallId } from '../../../base/ids.ts';
import { command } from '../rest/batch.ts';
import type { Ref } from '../rest/params.ts';
import { registerCommand } from '../writes/call-commands.ts';
import { cardOrigin } from '../writes/names.ts';
import type { Registration } from './card-store.ts';
import { hide, show } from './methods.ts';

/** The live call behind a card. Nobody is shown it yet: of several, one must not see it alone. */
export const registerCard = (callId: CallId, { client, ...registration }: Registration) =>
  registerCommand({
    ...registration,
    origin: cardOrigin(callId),
    ...(client === undefined ? {} : { target: client }),
  });

export const showTo = (callId: string | Ref, crmUserIds: readonly string[]) =>
  command(show, { CALL_ID: callId, USER_ID: crmUserIds });

export const hideFrom = (callId: string | Ref, crmUserIds: readonly string[]) =>
  command(hide, { CALL_ID: callId, USER_ID: crmUserIds });
