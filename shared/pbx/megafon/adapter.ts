import * as z from 'zod/mini';
import type { CallEvent } from '../../calls/events.ts';
import { formFields, saidFields } from '../../webhooks/form.ts';
import { checked } from '../../webhooks/json.ts';
import type { PbxAdapter, ReceivedText } from '../port.ts';
import { parseEvent } from './event.ts';
import { parseHistory } from './history.ts';
import { verifyMegafon } from './token.ts';

/** Requests for a client's name and employee (`contact`) and ratings are answered and not looked at. */
const requestSchema = z.object({ cmd: z.enum(['event', 'history', 'contact', 'rating']) });

/** MegaFon's virtual PBX, which is Itoolabs' and sold by other operators too. */
export const megafon: PbxAdapter<ReceivedText> = {
  provider: 'megafon',
  route: (path) => (path === '' ? 'events' : 'unknown'),
  verify: verifyMegafon,
  parse: ({ text, receivedAt }): readonly CallEvent[] => {
    const fields = saidFields(formFields(text));
    switch (checked(requestSchema, fields, 'cmd').cmd) {
      case 'event':
        return [parseEvent(fields, receivedAt)];
      case 'history':
        return parseHistory(fields, receivedAt);
      default:
        return [];
    }
  },
};
