import { readFileSync } from 'node:fs';
import { type Everything, everything } from './everything.ts';
import { forgedAlike } from './everything-pbx.ts';
import { fewOf } from './few-of.ts';
import type { Promised } from './promise.ts';

export const nothingTold: Promised = {
  id: 'S3',
  asked:
    'logs, traces, tables, answers and template of a full run searched for the secrets that were planted: 0; in logs and answers to senders phones and mail addresses masked, and nothing of what people wrote',
  async run() {
    const run = await everything();
    const secrets = secretsOf(run);
    const found = Object.entries(placesOf(run)).flatMap(([place, texts]) => {
      const all = texts.join('\n');
      return secrets
        .filter((secret) => all.includes(secret))
        .map((secret) => `${secret.slice(0, -6)}… in ${place}`);
    });
    // Otherwise they were never there to be found.
    const planted = wordsIn(run.planted);
    const kept = planted.filter((secret) => run.vault.includes(secret)).length;
    const logs = run.stack.logs().map(({ text }) => text);
    const forOthers = [...logs, ...run.toSenders];
    const phones = phonesIn(run);
    const closeUp = forOthers.join('\n').replace(/[ ()-]/g, '');
    const shown = phones.filter((phone) => closeUp.includes(phone.slice(-10)));
    const mails = mailsIn(run);
    const shownMails = mails.filter((mail) => closeUp.includes(mail));
    const quoted = forOthers.filter((text) => text.includes(run.written));
    const keptWritten = run.items.filter((item) => JSON.stringify(item).includes(run.written)).length;
    const suspects = suspectsIn(run.templateFile);
    return {
      measured: [
        `${secrets.length} secrets, ${kept} of ${planted.length} planted ones in the vault`,
        `${found.length} found in ${logs.length} lines of logs, ${run.items.length} items, ${run.answers.length + run.toSenders.length} answers and the template${fewOf(found)}`,
        `${suspects.length} variables of functions that look like one${fewOf(suspects)}`,
        `${shown.length} of ${phones.length} phones unmasked in logs and answers to senders${fewOf(shown.map((phone) => `…${phone.slice(-4)}`))}`,
        `${shownMails.length} of ${mails.length} mail addresses${fewOf(shownMails)}`,
        `${quoted.length} of them with what people wrote, ${keptWritten} items with it`,
      ].join('; '),
      holds:
        found.length === 0 &&
        shown.length === 0 &&
        quoted.length === 0 &&
        keptWritten > 0 &&
        suspects.length === 0 &&
        kept === planted.length &&
        phones.length > 0 &&
        shownMails.length === 0 &&
        mails.length > 0,
    };
  },
};

const wordsIn = (planted: Everything['planted']): readonly string[] => [
  ...new Set(JSON.stringify(planted).match(/plant[ea]d-[\w-]+/g) ?? []),
];

/** Planted words; what somebody guessed at them, which may be a slip of the hand; the proof in each token. */
function secretsOf({ planted, tokens }: Everything): readonly string[] {
  const signatures = tokens.map((token) => token.split('.').at(-1) ?? token);
  return [planted, forgedAlike(planted)].flatMap(wordsIn).concat(...new Set(signatures));
}

/** Everything that people or programs can read, but the vault. Why somebody owns a call is in the table's items. */
function placesOf({
  stack,
  items,
  answers,
  toSenders,
  templateFile,
}: Everything): Readonly<Record<string, readonly string[]>> {
  return {
    logs: stack.logs().map(({ text }) => text),
    'the table': items.map((item) => JSON.stringify(item)),
    answers: [...answers, ...toSenders],
    'the template': [readFileSync(templateFile, 'utf8')],
  };
}

/** In the spelling of calls and in that of messengers, by which they also name conversations. */
function phonesIn({ items, clientPhones }: Everything): readonly string[] {
  const inItems = JSON.stringify(items).match(/(?:\+|(?<!\w))7\d{10}(?!\w)/g) ?? [];
  const told = clientPhones.map((phone) => phone.replace(/\D/g, ''));
  return [...new Set([...inItems, ...told].map((phone) => `+${phone.replace('+', '')}`))];
}

/** Of clients and of our mailbox. */
const mailsIn = ({ items }: Everything): readonly string[] => [
  ...new Set(JSON.stringify(items).match(/[\w.+-]+@[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}/g) ?? []),
];

/** Variables that hold a word of their own instead of an address or a name, under a name that promises a secret. */
function suspectsIn(templateFile: string): readonly string[] {
  const { Resources } = JSON.parse(readFileSync(templateFile, 'utf8')) as {
    readonly Resources: Readonly<
      Record<string, { Properties?: { Environment?: { Variables?: Record<string, unknown> } } }>
    >;
  };
  return Object.values(Resources).flatMap(({ Properties }) =>
    Object.entries(Properties?.Environment?.Variables ?? {}).flatMap(([name, value]) =>
      /secret|salt|token|password|credential|key/i.test(name) ||
      /\b[\w+/=-]{32,}\b/.test(typeof value === 'string' ? value : '')
        ? [name]
        : [],
    ),
  );
}
