import type { E164 } from '../../../base/phone.ts';

/**
 * A number as people and programs write it: the duplicate index compares whole numbers as they are stored (reference
 * 3.2). At most twenty.
 */
export function spellings(phone: E164): readonly string[] {
  const digits = phone.slice(1);
  const russian = /^7(\d{3})(\d{3})(\d\d)(\d\d)$/.exec(digits);
  if (russian === null) return [phone, digits, `00${digits}`];
  const [, area, first, second, third] = russian;
  const spoken = [`(${area}) ${first}-${second}-${third}`, `${area} ${first}-${second}-${third}`];
  return [
    phone,
    digits,
    `8${digits.slice(1)}`,
    digits.slice(1),
    ...spoken.flatMap((rest) => [`+7 ${rest}`, `8 ${rest}`]),
    `+7(${area})${first}-${second}-${third}`,
    `8(${area})${first}-${second}-${third}`,
  ];
}
