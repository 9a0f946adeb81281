import type { CountryCode } from 'libphonenumber-js/min';
import type { CallId, EffectId, EmployeeId } from '../base/ids.ts';
import { normalisePhone } from '../base/phone.ts';
import { dayIn } from '../base/time.ts';
import type { Effect, TimerEffect } from '../effects/effect.ts';
import type { Timer } from '../effects/timer.ts';
import { type Company, completenessOf, isReady, waitMs } from './completeness.ts';
import type { CallEvent } from './events.ts';
import { type Evidence, mergeEvidence } from './evidence.ts';
import type { CallFacts, FactKeys } from './facts.ts';
import { isSuppressed } from './lists.ts';
import { employeesNamedFor } from './named.ts';
import type { AssignCall } from './our-company.ts';
import { cardFor, extensionsOf, withLatecomers } from './participants.ts';
import { type CallPicture, pictureOf } from './picture.ts';
import { settleCall } from './settle.ts';
import type { Assignment, CallDecision, CallState } from './state.ts';
import { alertEffects, decisionEffect, lateRecordingEffects } from './writes.ts';

export type CallInput = CallEvent | Timer | AssignCall;

export interface CallOutcome {
  readonly state: CallState;
  readonly effects: readonly Effect[];
  /** False for repeats and stale timers: there is nothing to save. */
  readonly changed: boolean;
}

/** Silence after which the end of a call is taken for lost on the way. */
export const staleAfterMs = 4 * 60 * 60 * 1_000;

/**
 * The Call's one decision function. Events only add to the evidence; when that shows the call to be over, it is
 * decided, once (D-21): at once where all is known, else by a timer after the wait that its completeness asks for. So
 * neither order nor repetition of events changes the outcome, and an event after the decision is recorded but moves no
 * owner.
 *
 * @throws NobodyResponsibleError of a timer, when not even the default responsible can take the call.
 */
export function decideCall(
  before: CallState | undefined,
  inputs: readonly CallInput[],
  facts: CallFacts,
): CallOutcome {
  // D-20: a call that was suppressed stays forgotten, whatever is still heard of it.
  if (before !== undefined && isSuppressed(before.decision?.notCaptured)) {
    return { state: before, effects: [], changed: false };
  }
  const events = inputs.filter(isEvent);
  const timers = inputs.filter(isTimer);
  if (before === undefined && events.length === 0) {
    return { state: emptyState(callIdOf(inputs)), effects: [], changed: false };
  }
  const known = before ?? emptyState(callIdOf(inputs));
  const { evidence, added, dropped } = mergeEvidence(known.evidence, events);
  let state: CallState = { ...known, evidence, dropped: known.dropped + dropped };
  const grew = added.length > 0 || dropped > 0;

  const assigned = assignmentIn(inputs, state);
  if (assigned !== undefined) return settled({ ...state, assigned }, pictureOf(evidence), facts);

  if (state.decision !== undefined) {
    if (!grew) return { state: known, effects: [], changed: false };
    const effects = lateRecordingEffects(state, added);
    state = {
      ...state,
      decision: withLateNews(state.decision, evidence, added, facts),
      lateEvents: state.lateEvents + added.length,
      crmEffects: [...state.crmEffects, ...effects.map(({ id }) => id)],
    };
    return { state, effects, changed: true };
  }

  const picture = pictureOf(evidence);
  if (timers.some((timer) => isDue(timer, state, picture, facts.now))) return settled(state, picture, facts);
  if (grew && isReady(picture, facts)) {
    const outcome = settledIfPossible(state, picture, facts);
    if (outcome !== undefined) return outcome;
  }
  if (!picture.isOver) state = goingOn(state);
  const effects: Effect[] = [];
  const timer = grew ? settlementTimer(state, picture, facts) : undefined;
  if (timer !== undefined) {
    state = { ...state, settlement: timer.settlement, settlements: timer.settlement.number };
    effects.push(timer.effect);
  }
  return { state, effects, changed: grew };
}

/** What is heard after the decision of who was in the call too goes into the journal. */
function withLateNews(
  decision: CallDecision,
  evidence: Evidence,
  added: readonly CallEvent[],
  facts: CallFacts,
): CallDecision {
  if (!added.some(({ kind }) => kind === 'leg')) return decision;
  const participants = withLatecomers(decision.participants, pictureOf(evidence), facts);
  return { ...decision, participants, cardFor: cardFor(participants) };
}

function isTimer(input: CallInput): input is Timer {
  return input.kind === 'settle' || input.kind === 'stale';
}

export function isEvent(input: CallInput): input is CallEvent {
  return !isTimer(input) && input.kind !== 'assign';
}

/** D-22: only a call in the inbox can be given to a company, and so it is decided there once more, and once only. */
function assignmentIn(inputs: readonly CallInput[], state: CallState): Assignment | undefined {
  if (state.decision?.notCaptured !== 'unassigned') return undefined;
  const command = inputs.find((input) => input.kind === 'assign');
  return command === undefined ? undefined : { ourCompanyId: command.ourCompanyId, by: command.by };
}

function callIdOf(inputs: readonly CallInput[]): CallId {
  const [first] = inputs;
  if (first === undefined) throw new TypeError('decideCall needs at least one input');
  return first.callId;
}

function emptyState(id: CallId): CallState {
  const provider = id.slice(0, id.indexOf(':'));
  return { id, provider, evidence: [], dropped: 0, settlements: 0, lateEvents: 0, crmEffects: [] };
}

/**
 * A settle timer counts for the settlement it was started for, and only while the call still looks over. A stale
 * timer counts when the call was silent long enough, whatever it looks like; a recording alone is no call.
 */
function isDue(timer: Timer, state: CallState, picture: CallPicture, now: number): boolean {
  if (timer.kind === 'settle') return timer.number === state.settlement?.number && picture.isOver;
  const isCall = picture.legs.length > 0 || picture.summary !== undefined;
  return isCall && now - picture.lastEventAt >= staleAfterMs;
}

function settled(state: CallState, picture: CallPicture, facts: CallFacts): CallOutcome {
  const { decision, mistakes } = settleCall({ callId: state.id, picture, assigned: state.assigned }, facts);
  const crm = decisionEffect(state.id, decision, state.evidence, facts);
  const { settlement: _, ...rest } = state;
  if (isSuppressed(decision.notCaptured)) {
    return { state: forgotten(rest, decision), effects: [], changed: true };
  }
  return {
    state: { ...rest, decision, crmEffects: crm === undefined ? [] : [crm.id] },
    effects: [
      ...(crm === undefined ? [] : [crm]),
      ...alertEffects(mistakes, dayIn(facts.now, facts.tenant.timeZone)),
    ],
    changed: true,
  };
}

/** What can't be decided now fails again with a timer, where people see it: the call's events are kept all the same. */
function settledIfPossible(
  state: CallState,
  picture: CallPicture,
  facts: CallFacts,
): CallOutcome | undefined {
  try {
    return settled(state, picture, facts);
  } catch {
    return undefined;
  }
}

/** D-20: of a suppressed call nothing is kept but that there was one, and why it was kept out. */
function forgotten(state: CallState, decision: CallDecision): CallState {
  const { client: _, trunk: __, cause: ___, ...counted } = decision;
  return { ...state, evidence: [], decision: { ...counted, participants: [], cardFor: [] } };
}

/** It only looked over, between two legs: the timer must not find it so again between two others. */
function goingOn({ settlement: _, ...state }: CallState): CallState {
  return state;
}

/** The id of the effect that starts a call's settle timer of this number. Numbers count up. */
export function settleTimerId(callId: CallId, number: number): EffectId {
  return `${callId}:settle:${number}` as EffectId;
}

/**
 * Starts the timer that decides, when the call looks over. A wait that runs is kept, unless what was missing has
 * arrived since: then a new timer decides earlier and the old one finds itself outnumbered.
 */
function settlementTimer(state: CallState, picture: CallPicture, facts: CallFacts) {
  if (!picture.isOver) return undefined;
  const completeness = completenessOf(picture, facts);
  const fireAt = facts.now + waitMs(completeness, facts.settings);
  const running = state.settlement;
  if (running !== undefined && running.fireAt > facts.now && running.fireAt <= fireAt) return undefined;
  const number = state.settlements + 1;
  const { phone, extensions } = factKeysOf(picture, facts.tenant.country);
  // Only the event that ends a call looks its phone up; a later timer keeps what that one found.
  const owners = facts.parties.flatMap(({ ownerId }) => (ownerId === undefined ? [] : [ownerId]));
  const named = employeesNamedFor(picture.line, facts);
  const employeeIds = [...new Set([...(running?.employeeIds ?? []), ...owners, ...named])];
  const effect: TimerEffect = {
    kind: 'timer',
    id: settleTimerId(state.id, number),
    fireAt,
    timer: {
      kind: 'settle',
      callId: state.id,
      number,
      hints: { ...(phone === undefined ? {} : { phone }), extensions, employeeIds },
    },
  };
  return { settlement: { number, completeness, fireAt, employeeIds }, effect };
}

/**
 * The items which `decideCall` will read. Asked without state or settings, before those are loaded, it answers from
 * the inputs alone (a timer's hints, a summary's numbers), so that most is read in one round trip; asked again with
 * both it answers in full.
 */
export function factKeys(
  state: CallState | undefined,
  inputs: readonly CallInput[],
  { country, company }: { readonly country: CountryCode; readonly company: Company | undefined },
): FactKeys {
  const hints = inputs.flatMap((input) => (input.kind === 'settle' ? [input.hints] : []));
  const events = inputs.filter(isEvent);
  const { evidence } = mergeEvidence(state?.evidence ?? [], events);
  const picture = evidence.length === 0 ? undefined : pictureOf(evidence);
  const isAsked = inputs.some((input) => !isEvent(input));
  const settling =
    state?.decision === undefined
      ? isAsked || (picture !== undefined && company !== undefined && isReady(picture, company))
      : assignmentIn(inputs, state) !== undefined;
  const isLateNews = state?.decision !== undefined && events.some(({ kind }) => kind === 'leg');
  const wanted = settling || isLateNews || events.some(({ kind }) => kind === 'ended');
  const shown = picture !== undefined && wanted ? factKeysOf(picture, country) : undefined;
  const phone = shown?.phone ?? hints.find((hint) => hint.phone !== undefined)?.phone;
  return {
    ...(phone === undefined ? {} : { phone }),
    extensions: [
      ...new Set([
        ...(settling || isLateNews ? (shown?.extensions ?? []) : []),
        ...hints.flatMap((hint) => hint.extensions),
      ]),
    ],
    employeeIds: [...new Set(hints.flatMap((hint) => hint.employeeIds))] as EmployeeId[],
    settling,
  };
}

function factKeysOf(picture: CallPicture, country: CountryCode): Pick<FactKeys, 'phone' | 'extensions'> {
  const phone = normalisePhone(picture.clientNumber, country);
  return { ...(phone === undefined ? {} : { phone }), extensions: extensionsOf(picture) };
}
