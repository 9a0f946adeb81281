import type { Language } from '../../base/language.ts';
import { traceInWords } from '../../responsibility/words.ts';
import type { ReplayPage } from './replay-calls.ts';

/** A page of a replay as the API shows it. */
export function replayView({ calls, ...page }: ReplayPage, language: Language) {
  return {
    items: calls.map(({ callId, decision, trace, ...call }) => {
      const { direction, result, startedAt, client, trunk } = decision;
      return {
        id: callId,
        direction,
        result,
        startedAt: new Date(startedAt).toISOString(),
        ...(client === undefined ? {} : { client: client.phone ?? client.number }),
        ...(trunk === undefined ? {} : { trunk }),
        ...call,
        why: traceInWords(trace, language),
      };
    }),
    ...page,
  };
}
