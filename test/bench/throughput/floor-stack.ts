import type { MangoCall } from '../../../infra/local/demo/mango-pbx.ts';
import type { LocalStack } from '../../../infra/local/local-stack.ts';
import { startLocalStack } from '../../../infra/local/start-local-stack.ts';
import type { Assembly } from '../../../infra/synth.ts';
import { Child } from './child.ts';
import type { FloorTask } from './floor.ts';

/** The floor program, on a stack like the product's whose queues nobody else empties. */
export async function startFloor(assembly: Assembly): Promise<Floor> {
  return new Floor(await startLocalStack({ templateDir: assembly.directory, polling: false }));
}

export class Floor {
  readonly #stack: LocalStack;
  readonly #program = new Child<FloorTask>('./floor.ts');
  readonly #place: Omit<FloorTask, 'calls' | 'lanes'>;

  constructor(stack: LocalStack) {
    this.#stack = stack;
    const { region, gatewayUrl } = stack.model.place;
    this.#place = {
      region,
      endpoint: gatewayUrl,
      queueUrl: stack.queue('events').url,
      table: stack.tableName('main'),
      credentials: {
        send: stack.credentials('pbx-webhook'),
        take: stack.credentials('event-processor'),
        crm: stack.credentials('crm-writer'),
      },
    };
  }

  /** @returns the program's milliseconds of a processor. */
  run(calls: readonly MangoCall[], lanes: number): Promise<number> {
    const bare = calls.map(({ entryId, webhooks }) => ({
      id: entryId.replaceAll(/\W/g, '.'),
      webhooks: webhooks.map(({ payload }) => JSON.stringify(payload)),
    }));
    return this.#program.do({ ...this.#place, lanes, calls: bare });
  }

  async stop(): Promise<void> {
    this.#program.stop();
    await this.#stack.stop();
  }
}
