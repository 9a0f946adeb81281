import type { DataFolder, SavedState } from '../saved-state.ts';
import type { Scheduler } from '../scheduler/scheduler.ts';
import type { SqsServer } from '../servers/sqs.ts';
import type { StackModel } from '../template/stack-model.ts';

interface SavedBack {
  readonly model: StackModel;
  readonly sqs: SqsServer;
  readonly scheduler: Scheduler;
}

/** Puts back what waited when the stack was last stopped. Queues that are no longer in the template are passed over. */
export async function restoreState(data: DataFolder, { model, sqs, scheduler }: SavedBack): Promise<void> {
  const state = await data.read();
  if (state === undefined) return;
  for (const { name } of model.queues) sqs.restore(name, state.queues[name] ?? []);
  scheduler.restore(state.schedules);
}

/** What waits now: every queue's messages, those in flight first, and the schedules that functions made. */
export function stateNow({ model, sqs, scheduler }: SavedBack): SavedState {
  return {
    queues: Object.fromEntries(
      model.queues.map(({ name, fifo }) => {
        const { ready, delayed, inFlight } = sqs.content(name);
        const messages = [...inFlight, ...ready, ...delayed];
        return [name, fifo ? messages.sort(bySequence) : messages];
      }),
    ),
    schedules: scheduler
      .all()
      .filter(({ name, body }) =>
        model.schedules.every((own) => own.name !== name || own.group !== body.GroupName),
      ),
  };
}

function bySequence(
  a: { readonly sequenceNumber?: string },
  b: { readonly sequenceNumber?: string },
): number {
  return (a.sequenceNumber ?? '').localeCompare(b.sequenceNumber ?? '');
}
