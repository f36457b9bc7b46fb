import facts from './rfc-sections.json' with { type: 'json' };

/** What is known of an RFC's text: its sections in order, with how often each one says MUST (SHALL, REQUIRED) and SHOULD (RECOMMENDED). */
export interface RfcFacts {
  readonly title: string;
  readonly sections: Readonly<Record<string, SectionFacts>>;
}

export interface SectionFacts {
  readonly title: string;
  readonly must: number;
  readonly should: number;
}

export type RfcSections = Readonly<Record<string, RfcFacts>>;

/** The RFCs that the ledger cites, by number. */
export const rfcSections: RfcSections = facts;
