import type { CallId } from '../../base/ids.ts';
import type { CallInput } from '../../calls/decide.ts';
import { NobodyResponsibleError } from '../../calls/errors.ts';
import { eventsOf } from '../../calls/preview/events-of.ts';
import type { ImaginedCall } from '../../calls/preview/imagined-call.ts';
import type { CallState } from '../../calls/state.ts';
import type { Effect } from '../../effects/effect.ts';
import { callAggregate } from '../../platform/runner/call-aggregate.ts';
import { UndecidableError } from '../../platform/runner/errors.ts';
import { type Rehearsal, rehearse } from '../../platform/runner/rehearse.ts';
import { type DraftParts, draftedSettings } from './draft.ts';
import { type Extensions, extensionsFor } from './people-named.ts';
import type { PreviewRequest } from './preview-schemas.ts';

/**
 * Plays the call that is asked about: its events, then the timer that decides, by the runner, the loading and the
 * deciding of the real ones. Nothing is written.
 *
 * @throws BadRequestError, SettingsRefusedError, SettingsMissingError, NobodyResponsibleError
 */
export async function previewCall(
  parts: DraftParts,
  request: PreviewRequest,
  now: number,
): Promise<Rehearsal<CallState>> {
  const [settings, extensions] = await Promise.all([
    draftedSettings(parts, request.draft ?? {}),
    extensionsFor(request, parts.employees),
  ]);
  const events = eventsOf(imagined(request, extensions, now));
  // The PBX tells of a call when it is over, and that is when the first decision looks at it.
  let clock = Math.max(...events.map(({ at }) => at));
  const { loadFacts, decide, isNeedless } = callAggregate({ ...parts, settings, clock: () => clock });
  try {
    return await rehearse(
      { loadFacts, decide, isNeedless },
      {
        id: events[0]?.callId ?? '',
        inputs: events,
        timerInput,
        moveClock: (at) => {
          clock = Math.max(clock, at);
        },
      },
    );
  } catch (error) {
    if (error instanceof UndecidableError && error.cause instanceof NobodyResponsibleError) throw error.cause;
    throw error;
  }
}

function timerInput(effect: Effect): CallInput | undefined {
  return effect.kind === 'timer' ? effect.timer : undefined;
}

function imagined(request: PreviewRequest, extensions: Extensions, now: number): ImaginedCall {
  const common = {
    id: `${extensions.provider}:${request.callId ?? 'preview'}` as CallId,
    at: request.at === undefined ? now : Date.parse(request.at),
    ...(request.number === undefined ? {} : { number: request.number }),
    ...(request.trunk === undefined ? {} : { trunk: request.trunk }),
    talkSeconds: request.talkSeconds,
    transferredTo: request.transferredTo.map(extensions.of),
  };
  if (request.direction === 'outbound') {
    const { direction, caller, answered } = request;
    return { ...common, direction, caller: extensions.of(caller), answered };
  }
  const { direction, rung, group, answeredBy, voiceMenu, voicemail } = request;
  return {
    ...common,
    direction,
    voiceMenu,
    voicemail,
    rung: rung.map(extensions.of),
    ...(group === undefined ? {} : { group }),
    ...(answeredBy === undefined ? {} : { answeredBy: extensions.of(answeredBy) }),
  };
}
