import type { MethodTable } from '../rest/method.ts';
import { hide, show } from './cards.ts';
import { finish } from './finish.ts';
import { lineMethods } from './line-methods.ts';
import { attachRecord } from './records.ts';
import { register } from './register.ts';
import { searchCrmEntities } from './search.ts';
import { statistics } from './statistics.ts';
import { attachTranscription } from './transcripts.ts';

export const telephonyMethods: MethodTable = {
  'telephony.externalCall.register': register,
  'telephony.externalCall.show': show,
  'telephony.externalCall.hide': hide,
  'telephony.externalCall.finish': finish,
  'telephony.externalCall.attachRecord': attachRecord,
  'telephony.externalCall.searchCrmEntities': searchCrmEntities,
  'telephony.call.attachTranscription': attachTranscription,
  'voximplant.statistic.get': statistics,
  ...lineMethods,
};
