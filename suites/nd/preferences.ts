/** RFC 4191 section 2.1, as the two bits on the wire. */
export const PREFERENCE = { high: 1, medium: 0, low: 3, reserved: 2 } as const;
export type Preference = keyof typeof PREFERENCE;

/** Every two of which the first is preferred. */
export const BETTER_AND_WORSE = [
  ['high', 'medium'],
  ['high', 'low'],
  ['medium', 'low'],
] as const;
