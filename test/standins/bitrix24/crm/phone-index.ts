import type { Entity, EntityName } from './types.ts';

/** A number without the extension behind it: `+74951112233;12`, `… ext. 12`. */
export const withoutExtension = (value: string): string => value.replace(/\s*(;|,|#|ext\.?|доб\.?).*$/i, '');

const digitsOf = (phone: string): string => withoutExtension(phone).replace(/\D/g, '');

/** Who has a phone, by its digits. */
export class PhoneIndex {
  readonly #ids = new Map<string, Set<number>>();

  put(entity: Entity): void {
    for (const key of keysOf(entity)) this.#ids.set(key, (this.#ids.get(key) ?? new Set()).add(entity.id));
  }

  remove(entity: Entity): void {
    for (const key of keysOf(entity)) this.#ids.get(key)?.delete(entity.id);
  }

  find(type: EntityName, phone: string): number[] {
    return [...(this.#ids.get(`${type} ${digitsOf(phone)}`) ?? [])];
  }
}

const keysOf = (entity: Entity): readonly string[] =>
  entity.multi
    .filter((field) => field.typeId === 'PHONE')
    .map((field) => `${entity.type} ${digitsOf(field.value)}`);
