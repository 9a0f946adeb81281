import * as z from 'zod/mini';
import { v2 } from '../rest/method.ts';
import { id } from '../rest/values.ts';

/** Reference 2.5, by address. */
export const attachRecord = v2('telephony.externalCall.attachRecord', z.object({ FILE_ID: id }));

/** The same with a name alone: the answer says where the file is to be posted, and in which field. */
export const uploadAddress = v2(
  'telephony.externalCall.attachRecord',
  z.object({ uploadUrl: z.string().check(z.minLength(1)), fieldName: z.string().check(z.minLength(1)) }),
);

/** Reference 2.6. */
export const attachTranscription = v2('telephony.call.attachTranscription', z.object({ TRANSCRIPT_ID: id }));
