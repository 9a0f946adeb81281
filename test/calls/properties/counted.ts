import type { CallFacts } from '../../../shared/calls/facts.ts';
import { isMapped } from '../../../shared/people/employee.ts';
import { trunkA, trunkB } from '../story.ts';
import type { Happened } from './tell-plan.ts';

/**
 * Whether a call belongs into the CRM, worked out from what happened and from the rulebook: D-20's gates, D-22's
 * inbox, MG-03's unmapped, MG-47's voice menu. Knows nothing of how the product reads events or lists.
 */
export function isCounted(call: Happened, company: CallFacts): boolean {
  const { plan } = call;
  if (plan.direction === 'internal' || isKeptOut(call, company)) return false;
  if (company.ourCompanies.length > 0 && !isOfACompany(call, company)) return false;
  const { captureUnmappedCalls, missedInIvr } = company.settings;
  const capturing = company.tenant.package === 'extended' && captureUnmappedCalls.enabled;
  if (call.talked.length > 0)
    return capturing || call.talked.some((extension) => isKnown(extension, company));
  if (plan.direction === 'outbound') return capturing || isKnown(plan.caller, company);
  const inMenu = plan.rounds.length === 0 && !plan.voicemail;
  return !inMenu || missedInIvr.enabled || missedInIvr.recordWhenOff;
}

/** One name for all spellings of a line; a SIP line is that of a trunk only where the settings say so. */
function trunkName(line: string | undefined, { trunks }: CallFacts): string | undefined {
  if (line === 'SIP-line' && trunks.some(({ number }) => number === trunkB)) return trunkB;
  return line === '84950000001' ? trunkA : line;
}

const clientNames: Readonly<Record<string, string>> = { '8 (916) 111-22-33': '79161112233' };
const clientName = (number: string) => clientNames[number] ?? number;

function isKeptOut({ plan, rang, talked, groups }: Happened, company: CallFacts): boolean {
  const { lists } = company.settings;
  const { line, client, direction } = plan;
  const trunk = trunkName(line, company);
  if (company.trunks.some(({ number, processed }) => number === trunk && processed === false)) return true;
  const called =
    direction === 'inbound'
      ? [...rang, ...talked, ...groups]
      : [plan.direction === 'outbound' ? plan.caller : ''];
  const kinds = [
    (list: typeof lists.deny) =>
      list.numbers.some((entry) => client !== '' && clientName(entry) === clientName(client)),
    (list: typeof lists.deny) => list.extensions.some((entry) => called.includes(entry)),
    (list: typeof lists.deny) => list.trunks.some((entry) => trunkName(entry, company) === trunk),
  ];
  if (kinds.some((isOn) => isOn(lists.deny))) return true;
  const { numbers, extensions, trunks } = lists.allow;
  const asked = [numbers, extensions, trunks].map(({ length }) => length > 0);
  if (kinds.some((isOn, kind) => asked[kind] && !isOn(lists.allow))) return true;
  return /^\d+$/.test(client) && client.length < lists.internalBelowDigits;
}

/** The trunk's company, else that of anybody who was in the call. */
function isOfACompany({ plan, rang, talked }: Happened, company: CallFacts): boolean {
  const trunk = trunkName(plan.line, company);
  if (company.trunks.some((one) => one.number === trunk && one.ourCompanyId !== undefined)) return true;
  const caller = plan.direction === 'outbound' ? [plan.caller] : [];
  return [...rang, ...talked, ...caller].some(
    (extension) => employeeAt(extension, company)?.ourCompanyId !== undefined,
  );
}

function employeeAt(extension: string, { employees }: CallFacts) {
  return [...employees.values()].find(({ extensions }) => extensions.mango?.includes(extension));
}

function isKnown(extension: string, company: CallFacts): boolean {
  const employee = employeeAt(extension, company);
  return employee !== undefined && isMapped(employee);
}
