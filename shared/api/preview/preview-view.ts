import type { CountryCode } from 'libphonenumber-js/min';
import type { Language } from '../../base/language.ts';
import type { CallState } from '../../calls/state.ts';
import type { Rehearsal } from '../../platform/runner/rehearse.ts';
import { type CandidateRole, candidateRoles } from '../../responsibility/candidate.ts';
import { callView } from '../journal/call-view.ts';

/** A preview as the API shows it: the call as the journal would show it, and whom the settings name in vain. */
export function previewView(
  { state, effects }: Rehearsal<CallState>,
  options: { readonly country: CountryCode; readonly language: Language },
) {
  const { decision } = state;
  const [decidedAt, endedAt] = [decision?.at ?? 0, decision?.endedAt ?? 0];
  return {
    call: callView(state, { ledger: new Map(), ...options }),
    decidedAfterSeconds: Math.max(0, Math.round((decidedAt - endedAt) / 1_000)),
    decidedAt: new Date(decidedAt).toISOString(),
    mistakes: effects.flatMap((effect) => {
      if (effect.kind !== 'alert') return [];
      const role = candidateRoles.find((known): known is CandidateRole => known === effect.role);
      return role === undefined ? [] : [{ role, employeeId: effect.employeeId, reason: effect.reason }];
    }),
  };
}
