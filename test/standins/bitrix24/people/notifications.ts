export interface Notification {
  readonly id: number;
  readonly userId: number;
  readonly message: string;
  readonly tag?: string;
}

/** What the portal told people in its messenger. A new notification takes the place of one with the same tag. */
export class Notifications {
  readonly #all: Notification[] = [];
  #lastId = 0;

  add(notification: Omit<Notification, 'id'>): Notification {
    const { userId, tag } = notification;
    const older = this.#all.findIndex((one) => tag !== undefined && one.tag === tag && one.userId === userId);
    if (older >= 0) this.#all.splice(older, 1);
    this.#lastId += 1;
    const added = { ...notification, id: this.#lastId };
    this.#all.push(added);
    return added;
  }

  of(userId: number): readonly Notification[] {
    return this.#all.filter((one) => one.userId === userId);
  }
}
