import { fewOf } from './few-of.ts';
import { loseCrmEvents } from './lost-crm-events.ts';
import { loseWebhooks } from './lost-webhooks.ts';
import type { Promised } from './promise.ts';

const figures = { short: { calls: 40, changes: 300 }, full: { calls: 1_000, changes: 5_000 } };
const share = 0.02;

export const lostIsRepaired: Promised = {
  id: 'R11',
  asked:
    '2% of the events of PBX and CRM dropped, and 2% of the calls not told at all, reconciliation run once: 100% complete',
  async run(scale) {
    const { calls, changes } = figures[scale];
    const pbx = await loseWebhooks(calls, share);
    const crm = await loseCrmEvents(changes, share);
    const { lost, doubled, wrong } = pbx.tally;
    const bad = [...lost, ...doubled, ...wrong, ...pbx.late.doubled, ...pbx.late.wrong];
    return {
      measured: [
        `${pbx.dropped} of ${pbx.webhooks.toLocaleString('en')} webhooks of ${calls.toLocaleString('en')} calls dropped, ${pbx.unheard} calls whole: ${pbx.undecided} undecided, ${lost.length} lost, ${doubled.length} doubled, ${wrong.length} wrong owners${fewOf(bad)}`,
        `when they came late after all: ${pbx.late.lost.length} lost, ${pbx.late.doubled.length} doubled`,
        `${crm.dropped} events of ${crm.changes.toLocaleString('en')} changes in Bitrix24 dropped: ${crm.before} entities differed, after it ${crm.after}`,
      ].join('; '),
      holds:
        bad.length + pbx.undecided + pbx.late.lost.length + crm.after === 0 &&
        pbx.dropped > 0 &&
        crm.dropped > 0,
    };
  },
};
