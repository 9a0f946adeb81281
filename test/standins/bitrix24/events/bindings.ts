/** What an application wants to hear of. */
export interface Binding {
  readonly id: number;
  readonly clientId: string;
  /** Upper case. */
  readonly event: string;
  /** Absent: offline. */
  readonly handler?: string;
  /** Whose token the handler gets; 0: of whoever caused the event. */
  readonly authType: number;
  readonly connector: string;
  /** Of `ONOFFLINEEVENT`, seconds. */
  readonly minTimeout: number;
}

export class Bindings {
  #bindings: Binding[] = [];
  #lastId = 0;

  /** @returns `undefined` where the same is bound already. */
  add(binding: Omit<Binding, 'id'>): Binding | undefined {
    if (this.#bindings.some((one) => isSame(one, binding))) return undefined;
    this.#lastId += 1;
    const added = { ...binding, id: this.#lastId };
    this.#bindings.push(added);
    return added;
  }

  remove(binding: Pick<Binding, 'clientId' | 'event'> & Partial<Binding>, isOffline: boolean): number {
    const before = this.#bindings.length;
    this.#bindings = this.#bindings.filter(
      (one) =>
        one.clientId !== binding.clientId ||
        one.event !== binding.event ||
        (one.handler === undefined) !== isOffline ||
        (binding.handler !== undefined && one.handler !== binding.handler),
    );
    return before - this.#bindings.length;
  }

  of(clientId: string): readonly Binding[] {
    return this.#bindings.filter((one) => one.clientId === clientId);
  }

  to(event: string): readonly Binding[] {
    return this.#bindings.filter((one) => one.event === event);
  }

  removeAll(clientId: string): void {
    this.#bindings = this.#bindings.filter((one) => one.clientId !== clientId);
  }
}

const isSame = (a: Omit<Binding, 'id'>, b: Omit<Binding, 'id'>): boolean =>
  a.clientId === b.clientId && a.event === b.event && a.handler === b.handler && a.connector === b.connector;
