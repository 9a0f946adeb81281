import type { Endpoint } from '../../calls/events.ts';

/** `client:ivanov`, `sip:ivanov@acme.sip.twilio.com;transport=tls`: assumed to be an employee's telephone. */
export function employeeAt(address: string | undefined): string | undefined {
  return /^(?:client|sips?):([^@;?]{1,50})/i.exec(address ?? '')?.[1];
}

/** One end of a call: an employee's telephone, or a number of the outside world. */
export function endOf(address: string | undefined): Endpoint {
  const extension = employeeAt(address);
  if (address === undefined) return {};
  return extension === undefined ? { number: address } : { extension, number: address };
}
