import { v2 } from '../rest/method.ts';
import { flag } from '../rest/values.ts';

/** Reference 2.3: both say false of a call that is not known or has ended, which is no error. */
export const show = v2('telephony.externalCall.show', flag);
export const hide = v2('telephony.externalCall.hide', flag);
