import type { EntityRef } from './types.ts';

export interface TimelineComment {
  readonly id: number;
  readonly entity: EntityRef;
  readonly text: string;
  readonly authorId: number;
}

export class Timeline {
  readonly #comments: TimelineComment[] = [];

  add(comment: Omit<TimelineComment, 'id'>): TimelineComment {
    const added = { ...comment, id: this.#comments.length + 1 };
    this.#comments.push(added);
    return added;
  }

  of(entity: EntityRef): readonly TimelineComment[] {
    return this.#comments.filter((one) => one.entity.type === entity.type && one.entity.id === entity.id);
  }
}
