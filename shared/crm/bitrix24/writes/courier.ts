import type { Answer } from '../rest/answer.ts';
import type { BatchAnswers, Commands } from '../rest/batch.ts';
import type { Bitrix24Client } from '../rest/client.ts';
import { operatingName } from '../rest/method.ts';

type Answers = Readonly<Record<string, Answer<unknown>>>;

/** What one chain sends at a time. */
interface Sending {
  /** Each goes into one batch, in order. */
  readonly parcels: readonly Commands[];
  readonly delivered: (answers: Answers) => void;
  readonly lost: (error: unknown) => void;
}

/** Who carries the batches. */
export type Carrier = Pick<Bitrix24Client, 'batch'>;
export interface CourierOptions {
  readonly timeoutMs?: number;
  readonly patienceMs?: number;
  /** Milliseconds until everything must have been sent and answered. */
  readonly endsIn?: () => number;
}

/** With less than that left, nothing more is sent: it would be cut off, and nobody would know what of it was done. */
const leastMs = 5_000;

/** A batch holds so many commands; so does a parcel at most. */
const batchSize = 50;

/**
 * Packs what independent chains send into as few batches as possible: it waits until every chain has something to send
 * or has come to its end. A parcel is never divided, so that its commands are done in order and may refer to each other.
 */
export class Courier {
  readonly #client: Carrier;
  readonly #options: CourierOptions;
  #waiting: Sending[] = [];
  /** Chains that will still send something, or end. */
  #busy = 0;
  #parcels = 0;

  constructor(client: Carrier, options: CourierOptions = {}) {
    this.#client = client;
    this.#options = options;
  }

  /** Runs the chains side by side, each of which sends one thing at a time. */
  async run(chains: readonly (() => Promise<void>)[]): Promise<void> {
    this.#busy += chains.length;
    await Promise.all(chains.map((chain) => chain().finally(() => this.#leave())));
  }

  /**
   * One parcel of a chain that runs here.
   *
   * @param build is told under which name the whole batch knows a command, for references: `ref(at('reg'), 'CALL_ID')`.
   */
  async send<Named extends Commands>(
    build: (at: (name: string) => string) => Named,
  ): Promise<BatchAnswers<Named>> {
    const prefix = this.#nextPrefix();
    const commands = build((name) => prefix + name);
    const answers = await this.#post([prefixed(commands, prefix)]);
    return namedAs(commands, answers, prefix);
  }

  /** Several parcels of a chain, each of which may go into another batch. @param build as `send` takes it. */
  async sendEach(build: (at: (name: string) => string) => readonly Commands[]): Promise<Answers> {
    const prefix = this.#nextPrefix();
    const parcels = build((name) => prefix + name);
    const answers = await this.#post(parcels.map((parcel) => prefixed(parcel, prefix)));
    return namedAs(Object.assign({}, ...parcels), answers, prefix);
  }

  /** Reads, which need nothing of each other: each finds its place by itself. */
  async read<Named extends Commands>(commands: Named): Promise<BatchAnswers<Named>> {
    const prefix = this.#nextPrefix();
    const parcels = Object.entries(commands).map(([name, one]) => ({ [prefix + name]: one }));
    return namedAs(commands, await this.#post(parcels), prefix);
  }

  /** Something that is sent otherwise and takes time: the other chains go on meanwhile. */
  async aside<T>(work: () => Promise<T>): Promise<T> {
    this.#leave();
    try {
      return await work();
    } finally {
      this.#busy += 1;
    }
  }

  /** Names of one batch must differ. */
  #nextPrefix(): string {
    this.#parcels += 1;
    return `p${this.#parcels}_`;
  }

  #post(parcels: readonly Commands[]): Promise<Answers> {
    if (parcels.length === 0) return Promise.resolve({});
    return new Promise((resolve, reject) => {
      this.#waiting.push({ parcels, delivered: resolve, lost: reject });
      this.#leave();
    });
  }

  #leave(): void {
    this.#busy -= 1;
    if (this.#busy > 0 || this.#waiting.length === 0) return;
    const sendings = this.#waiting;
    this.#waiting = [];
    this.#busy = sendings.length;
    void this.#deliver(sendings);
  }

  /** A method whose working time is used up keeps back only the parcels that call it. */
  async #request(parcels: readonly Commands[]): Promise<Answers> {
    const commands: Commands = Object.assign({}, ...parcels);
    const waiting = this.#waitingTimes();
    if (waiting === undefined) return noTime(commands);
    const answers: Answers = await this.#client.batch(commands, waiting);
    const exhausted = exhaustedIn(answers);
    const others = parcels.filter(
      (parcel) => !Object.values(parcel).some(({ method }) => operatingName(method) === exhausted),
    );
    if (exhausted === undefined || others.length === 0 || others.length === parcels.length) return answers;
    return { ...answers, ...(await this.#request(others)) };
  }

  #waitingTimes(): Pick<CourierOptions, 'timeoutMs' | 'patienceMs'> | undefined {
    const { endsIn, ...waiting } = this.#options;
    if (endsIn === undefined) return waiting;
    const left = endsIn();
    if (left < leastMs) return undefined;
    const { timeoutMs = left, patienceMs = 0 } = waiting;
    const patience = Math.min(patienceMs, left - leastMs);
    return { patienceMs: patience, timeoutMs: Math.min(timeoutMs, left - patience) };
  }

  async #deliver(sendings: readonly Sending[]): Promise<void> {
    const batches = packed(sendings.flatMap(({ parcels }) => parcels));
    const ends = await Promise.allSettled(batches.map((batch) => this.#request(batch)));
    const answers: Answers = Object.assign(
      {},
      ...ends.map((end) => (end.status === 'fulfilled' ? end.value : {})),
    );
    const error = ends.find((end) => end.status === 'rejected')?.reason;
    for (const { parcels, delivered, lost } of sendings) {
      const isAnswered = parcels.every((parcel) => Object.keys(parcel).every((name) => name in answers));
      if (isAnswered) delivered(answers);
      else lost(error);
    }
  }
}

const prefixed = (commands: Commands, prefix: string): Commands =>
  Object.fromEntries(Object.entries(commands).map(([name, one]) => [prefix + name, one]));

/** To be done by another attempt. */
const noTime = (commands: Commands): Answers => {
  const reason = 'The process has no time left for a request.';
  const failure = { kind: 'retry', code: 'NO_TIME', reason, afterMs: 0 } as const;
  return Object.fromEntries(Object.keys(commands).map((name) => [name, failure]));
};

function namedAs<Named extends Commands>(
  commands: Named,
  answers: Answers,
  prefix: string,
): BatchAnswers<Named> {
  const own = Object.keys(commands).map((name) => [name, answers[prefix + name]] as const);
  return Object.fromEntries(own) as BatchAnswers<Named>;
}

/** The method that kept a whole request back, because its working time is used up. */
function exhaustedIn(answers: Answers): string | undefined {
  const methods = new Set(
    Object.values(answers).map((answer) => (answer.kind === 'retry' ? answer.method : '')),
  );
  const [method] = methods;
  return methods.size === 1 && method !== '' ? method : undefined;
}

/** First fit: as few batches as that takes. */
function packed(parcels: readonly Commands[]): readonly (readonly Commands[])[] {
  const batches: { readonly parcels: Commands[]; size: number }[] = [];
  for (const parcel of parcels) {
    const size = Object.keys(parcel).length;
    const place = batches.find((batch) => batch.size + size <= batchSize);
    if (place === undefined) batches.push({ parcels: [parcel], size });
    else {
      place.parcels.push(parcel);
      place.size += size;
    }
  }
  return batches.map((batch) => batch.parcels);
}
