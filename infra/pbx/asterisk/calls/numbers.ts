/** A number that can be called. */
export const phoneLike = (text: string | undefined): string | undefined =>
  text !== undefined && /^\+?\d{3,20}$/.test(text) ? text : undefined;

/** A number of ours that a trunk is shown. Where none was set it is shown the extension, which is none. */
export const ourNumber = (text: string | undefined): string | undefined =>
  text !== undefined && text.length > 6 ? phoneLike(text) : undefined;
