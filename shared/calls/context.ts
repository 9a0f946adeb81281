import type { CallId } from '../base/ids.ts';
import type { OurCompany } from '../settings/trunk-settings.ts';
import type { CallFacts } from './facts.ts';
import type { CallPicture } from './picture.ts';
import type { DecidedClient, Participant } from './state.ts';

/** A call that is over, with all that its decision is made of. */
export interface CallContext {
  readonly callId: CallId;
  readonly picture: CallPicture;
  readonly facts: CallFacts;
  readonly client: DecidedClient | undefined;
  readonly participants: readonly Participant[];
  /** D-22: absent where the tenant is one company, or the call fits none. */
  readonly ourCompany: OurCompany | undefined;
}
