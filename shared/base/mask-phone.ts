/**
 * The number with its middle hidden, for logs: `+7495***0001`. A file of its own, so that a function which only logs
 * does not start with the numbering plans of the world.
 */
export function maskPhone(number: string): string {
  return number.length <= 7 ? '***' : `${number.slice(0, -7)}***${number.slice(-4)}`;
}
