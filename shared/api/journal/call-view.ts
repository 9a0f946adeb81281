import type { CountryCode } from 'libphonenumber-js/min';
import type { EffectId } from '../../base/ids.ts';
import type { Language } from '../../base/language.ts';
import type { Leg } from '../../calls/legs.ts';
import { pictureOf } from '../../calls/picture.ts';
import type { CallDecision, CallState, OwnerChangeDecision } from '../../calls/state.ts';
import { type CallSummary, summaryOf } from '../../calls/summary.ts';
import type { LedgerEntry } from '../../platform/stores/ledger-store.ts';
import type { TraceStep } from '../../responsibility/trace.ts';
import { traceInWords } from '../../responsibility/words.ts';

const instant = (at: number): string => new Date(at).toISOString();

/** A line of the journal as the API shows it. */
export function lineView({ callId, startedAt, employeeIds: _, ...line }: CallSummary) {
  return { id: callId, ...line, startedAt: instant(startedAt) };
}

export interface CallViewParts {
  readonly ledger: ReadonlyMap<EffectId, LedgerEntry>;
  readonly country: CountryCode;
  readonly language: Language;
}

/** All that is known of a call: its legs, who became responsible and why, and what became of it in the CRM. */
export function callView(state: CallState, { ledger, country, language }: CallViewParts) {
  const picture = pictureOf(state.evidence);
  const endedAt = state.decision?.endedAt ?? picture.endedAt;
  return {
    ...lineView(summaryOf(state, country)),
    ...(endedAt === undefined ? {} : { endedAt: instant(endedAt) }),
    legs: picture.legs.map(legView),
    transfers: picture.transfers.map((transfer) => ({ ...transfer, at: instant(transfer.at) })),
    recordingIds: [
      ...new Set(
        state.evidence.flatMap((event) => (event.kind === 'recordingReady' ? [event.recordingId] : [])),
      ),
    ],
    ...decisionView(state.decision, language),
    effects: state.crmEffects.map((id) => effectView(id, ledger.get(id))),
    ...(state.assigned === undefined ? {} : { assignedBy: state.assigned.by }),
    lateEvents: state.lateEvents,
  };
}

function legView({
  id,
  startedAt,
  endedAt,
  phases,
  startedByCommand: _,
  hasGap: __,
  events: ___,
  ...leg
}: Leg) {
  return {
    id,
    startedAt: instant(startedAt),
    ...(endedAt === undefined ? {} : { endedAt: instant(endedAt) }),
    ...leg,
    phases: phases.map(({ since, until, ...phase }) => ({
      ...phase,
      since: instant(since),
      ...(until === undefined ? {} : { until: instant(until) }),
    })),
  };
}

function decisionView(decision: CallDecision | undefined, language: Language) {
  if (decision === undefined) return { participants: [], records: [] };
  const { at, cause, client, ourCompanyId, participants, records, entity, deal, task, ownerChange } =
    decision;
  const why = (trace: readonly TraceStep[]) => ({ why: traceInWords(trace, language), trace });
  return {
    decidedAt: instant(at),
    ...(cause === undefined ? {} : { cause }),
    ...(client?.party === undefined ? {} : { party: client.party }),
    ...(ourCompanyId === undefined ? {} : { ourCompanyId }),
    participants,
    records: records.map((record) => ({
      ...record,
      startedAt: instant(record.startedAt),
      endedAt: instant(record.endedAt),
      ...why(record.trace),
    })),
    ...(entity === undefined ? {} : { entity: { ...entity, ...why(entity.trace) } }),
    ...(deal === undefined ? {} : { deal: { ...deal, ...why(deal.trace) } }),
    ...(ownerChange === undefined ? {} : { ownerChange: ownerChangeView(ownerChange, why) }),
    ...(task === undefined ? {} : { task: { ...task, dueAt: instant(task.dueAt), ...why(task.trace) } }),
  };
}

function ownerChangeView<Why>(
  { entityOwnerId, trace }: OwnerChangeDecision,
  why: (trace: readonly TraceStep[]) => Why,
) {
  return { ...(entityOwnerId === undefined ? {} : { entityOwnerId }), ...why(trace) };
}

function effectView(id: EffectId, entry: LedgerEntry | undefined) {
  if (entry === undefined) return { id, fate: 'planned' as const, results: [] };
  const fate = entry.status === 'unsent' ? ('planned' as const) : entry.status;
  return { id, fate, attempts: entry.attempts, at: instant(entry.at), results: entry.results };
}
