import type { Language } from '../../base/language.ts';
import { catalogue } from './catalogue.ts';
import type { Finding } from './finding.ts';

/** What was found, and what to do, in words. */
export function inWords(
  { code, about }: Finding,
  language: Language,
): { readonly what: string; readonly toDo: string } {
  const [what, toDo] = catalogue[code][language];
  return { what: filled(what, about), toDo };
}

function filled(template: string, about: Finding['about']): string {
  return template.replaceAll(/\{(\w+)\}/g, (placeholder, name: string) => String(about[name] ?? placeholder));
}
