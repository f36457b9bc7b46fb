/** One document takes the place of another: a requirement cited from the newer one speaks for all its generations. */
export interface Supersession {
  readonly rfc: number;
  /** Oldest first. */
  readonly replaces: readonly number[];
  /** Documents that change it without replacing it. */
  readonly updatedBy: readonly number[];
}

export const supersessions: readonly Supersession[] = [
  { rfc: 8200, replaces: [1883, 2460], updatedBy: [9673] },
  { rfc: 4443, replaces: [1885, 2463], updatedBy: [4884] },
  { rfc: 4861, replaces: [1970, 2461], updatedBy: [5942, 6980, 7048, 7527, 7559, 8028, 8319, 8425, 9131, 9762] },
  { rfc: 4862, replaces: [1971, 2462], updatedBy: [7527] },
  { rfc: 4291, replaces: [1884, 2373, 3513], updatedBy: [5952, 6052, 7136, 7346, 7371, 8064] },
  { rfc: 6724, replaces: [3484], updatedBy: [8028] },
  { rfc: 8201, replaces: [1981], updatedBy: [] },
  { rfc: 8504, replaces: [4294, 6434], updatedBy: [] },
  { rfc: 8981, replaces: [3041, 4941], updatedBy: [] },
  { rfc: 8106, replaces: [5006, 6106], updatedBy: [] },
  { rfc: 9777, replaces: [3810], updatedBy: [] },
  { rfc: 9293, replaces: [793], updatedBy: [] },
];

/** The RFC that today stands for the given one; itself when nothing replaced it. */
export const currentRfc = (rfc: number): number => supersessions.find((one) => one.replaces.includes(rfc))?.rfc ?? rfc;

/** The RFCs that the given one replaced, oldest first. */
export const earlierRfcs = (rfc: number): readonly number[] => supersessions.find((one) => one.rfc === rfc)?.replaces ?? [];
