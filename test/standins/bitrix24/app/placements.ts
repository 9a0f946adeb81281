/** A widget of an application. */
export interface Placement {
  readonly clientId: string;
  readonly code: string;
  readonly handler: string;
  readonly title: string;
}

export const placementCodes = [
  'CALL_CARD',
  'LEFT_MENU',
  'PAGE_BACKGROUND_WORKER',
  'CRM_CONTACT_DETAIL_TAB',
  'CRM_LEAD_DETAIL_TAB',
  'CRM_DEAL_DETAIL_TAB',
  'CRM_COMPANY_DETAIL_TAB',
];

export class Placements {
  #all: Placement[] = [];

  /** @returns false where the same handler is bound there already. */
  add(placement: Placement): boolean {
    const isBound = this.of(placement.clientId).some(
      (one) => one.code === placement.code && one.handler === placement.handler,
    );
    if (!isBound) this.#all.push(placement);
    return !isBound;
  }

  of(clientId: string): readonly Placement[] {
    return this.#all.filter((one) => one.clientId === clientId);
  }

  remove(clientId: string, code: string | undefined, handler: string | undefined): number {
    const before = this.#all.length;
    this.#all = this.#all.filter(
      (one) =>
        one.clientId !== clientId ||
        (code !== undefined && one.code !== code) ||
        (handler !== undefined && one.handler !== handler),
    );
    return before - this.#all.length;
  }
}
