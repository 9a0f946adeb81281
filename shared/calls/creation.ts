import type { DealStage, KnownClientAction, NewClientAction } from '../effects/crm-write.ts';
import type { InboundRule } from '../settings/creation-settings.ts';
import type { CallFacts } from './facts.ts';
import { groupsOf } from './groups.ts';
import type { CallResult } from './missed.ts';
import type { CallPicture } from './picture.ts';
import type { Participant } from './state.ts';
import { trunkKey } from './trunk.ts';

/** What one call creates, by the row of the settings that it fits. */
export interface Creation {
  /** For a phone that nobody has. */
  readonly newClient: NewClientAction;
  /** For a client who is known. */
  readonly knownClient: KnownClientAction;
  readonly stage?: DealStage;
  /** The name of the row; absent for the default one. */
  readonly rule?: string;
}

/** Mango manual §2.23: the first row that fits counts as a whole, the default row for all that fit none. */
export function creationOf(
  picture: CallPicture,
  participants: readonly Participant[],
  result: CallResult,
  facts: CallFacts,
): Creation {
  const kind = kindOf(picture, participants, result);
  const { newClient, knownClient, dealStages } = facts.settings;
  if (kind === 'outbound') return row({ newClient, knownClient, dealStages }, kind);
  const rule = facts.settings.inboundRules.find((one) => fits(one, picture, facts));
  return rule === undefined
    ? row({ newClient, knownClient, dealStages }, kind)
    : { ...row(rule, kind), rule: rule.name };
}

type Kind = 'answered' | 'missed' | 'outbound';

/** MG-09: what an unmapped employee's own outbound call hands to a mapped one is processed as an inbound call. */
function kindOf(picture: CallPicture, participants: readonly Participant[], result: CallResult): Kind {
  if (result.kind === 'missed') return 'missed';
  if (picture.direction === 'inbound') return 'answered';
  const firstMapped = picture.parts.find((part) =>
    participants.some((one) => one.extension === part.extension && one.mapped),
  );
  return firstMapped?.byTransfer === true ? 'answered' : 'outbound';
}

function row<K extends Kind>(
  { newClient, knownClient, dealStages }: Row<K>,
  kind: K,
): Omit<Creation, 'rule'> {
  const stage = dealStages[kind];
  return {
    newClient: newClient[kind],
    knownClient: knownClient[kind],
    ...(stage === undefined ? {} : { stage }),
  };
}

interface Row<K extends Kind> {
  readonly newClient: Readonly<Record<K, NewClientAction>>;
  readonly knownClient: Readonly<Record<K, KnownClientAction>>;
  readonly dealStages: Readonly<Partial<Record<K, DealStage>>>;
}

/** A ring group that had the call, or the line on which it came in. */
function fits({ groups, lines }: InboundRule, picture: CallPicture, facts: CallFacts): boolean {
  if (groupsOf(picture).some((group) => groups.includes(group))) return true;
  const { line } = picture;
  return line !== undefined && lines.some((one) => trunkKey(one, facts) === trunkKey(line, facts));
}
