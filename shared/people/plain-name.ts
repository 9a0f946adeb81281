/**
 * A full name without what people write in different ways: case, ё for е, the order of the words, spaces and
 * punctuation between them. Two spellings of one name give the same.
 *
 * @example plainName('Королёв  Пётр') === plainName('ПЕТР Королев') // true
 */
export function plainName(name: string): string {
  return name
    .normalize('NFC')
    .toLowerCase()
    .replaceAll('ё', 'е')
    .split(/[^\p{L}\p{N}'-]+/u)
    .filter((word) => word !== '')
    .sort()
    .join(' ');
}
