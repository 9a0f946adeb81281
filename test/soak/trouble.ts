import type { FaultSubject } from '../../infra/local/gateway/faults.ts';
import type { LocalStack } from '../../infra/local/local-stack.ts';
import type { Random } from './random.ts';

/** How often, of all requests of functions: 0.001 is one in a thousand. */
export interface Trouble {
  /** The function dies before the request, or after it was done. */
  readonly killed: number;
  /** DynamoDB or SQS says "too many requests". */
  readonly throttled: number;
  /** ... and goes on saying so, which is more than the SDK's own repeats get over. */
  readonly throttledForLong: number;
}

const longThrottle = 20;

/** What was done to the functions. */
export interface TroubleMade {
  readonly kills: number;
  readonly throttles: number;
}

/** From now on requests of the functions on a call's way fail by chance. */
export function makeTrouble(stack: LocalStack, random: Random, rates: Trouble): () => TroubleMade {
  const victims = ['pbx-webhook', 'event-processor', 'crm-writer', 'dead-letters'];
  const isVictim = ({ kind, function: name }: FaultSubject) =>
    kind === 'function' && victims.some((victim) => name.endsWith(victim));
  const always = { times: Number.POSITIVE_INFINITY };
  const kills = (['killBefore', 'killAfter'] as const).map((kind) =>
    stack.faults.inject({
      ...always,
      kind,
      when: (subject) => isVictim(subject) && random.chance(rates.killed / 2),
    }),
  );
  let left = 0;
  const throttle = stack.faults.inject({
    ...always,
    kind: 'throttle',
    when: (subject) => {
      if (!isVictim(subject)) return false;
      if (left === 0 && random.chance(rates.throttledForLong)) left = longThrottle;
      if (left > 0) left -= 1;
      return left > 0 || random.chance(rates.throttled);
    },
  });
  return () => ({ kills: kills.reduce((sum, { struck }) => sum + struck, 0), throttles: throttle.struck });
}
