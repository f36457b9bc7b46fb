import { satisfies, type Matcher } from '../kit/match.js';

export type SentOptions = readonly { readonly kind: string; readonly data?: Uint8Array }[];

/** RFC 8200 section 4.2: for more than one octet, PadN and not Pad1; its data are zeros. */
export const wellPadded: Matcher = satisfies<SentOptions>(
  'no two Pad1 in a row, and only zeros in PadN',
  (options) =>
    options.every(({ kind }, i) => kind !== 'pad1' || options[i + 1]?.kind !== 'pad1') &&
    options.every(({ kind, data }) => kind !== 'padN' || (data?.every((octet) => octet === 0) ?? false)),
);
