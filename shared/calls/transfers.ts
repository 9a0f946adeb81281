import type { TransferKind } from './events.ts';
import { cameFromEmployee, employeeWithClient, type Leg } from './legs.ts';

export interface Transfer {
  readonly kind: TransferKind;
  readonly from?: string;
  readonly to: string;
  readonly at: number;
}

/** Who passed the client on to whom, in the order of the legs. */
export function transfersOf(legs: readonly Leg[]): readonly Transfer[] {
  return legs.flatMap((leg): Transfer[] => {
    const arrival = leg.events.find(
      (event) => event.takenFrom !== undefined && event.to.extension !== undefined,
    );
    const source = legs.find((other) => other.id === leg.takenFrom);
    if (arrival === undefined || source === undefined || !cameFromEmployee(leg, legs)) return [];
    const from = source.events
      .map((event) => employeeWithClient(event))
      .find((extension) => extension !== undefined);
    const consulted = leg.events.some(
      (event) => event.from.extension !== undefined && event.state === 'talking',
    );
    const moved = leg.events.find((event) => employeeWithClient(event) !== undefined);
    if (moved === undefined) return [];
    return [
      {
        kind: leg.transfer ?? (consulted ? 'attended' : 'blind'),
        ...(from === undefined ? {} : { from }),
        to: arrival.to.extension ?? '',
        at: moved.at,
      },
    ];
  });
}
