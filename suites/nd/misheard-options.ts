import type { NdOption, NdOptionDraft } from '../../reference/wire/nd-options.js';
import { edit } from '../../reference/wire/edit.js';
import { decodeFrame } from '../../reference/wire/frame.js';
import { at, has } from '../icmpv6/rewriters.js';
import { rewrite, type Defect } from '../kit/faults.js';

type OptionOf<K extends NdOption['kind']> = Extract<NdOption, { kind: K }>;

/** What is heard instead of the options of an advertisement. */
type Change = (options: readonly NdOption[], routerLifetime: number) => readonly NdOptionDraft[];

/** For planted faults: a device that hears other options in Router Advertisements than were sent. `make` runs anew for each test. */
export const mishearingAll = (make: () => Change): Defect =>
  rewrite('in', () => {
    const change = make();
    return (octets) => {
      const decoded = decodeFrame(octets);
      if (!has(decoded, 'routerAdvertisement.options')) return [{ octets }];
      const lifetime = at<number>(decoded, 'routerAdvertisement.routerLifetime');
      return [
        { octets: edit(octets, 'routerAdvertisement.options', (options) => change(options as readonly NdOption[], lifetime)) ?? octets },
      ];
    };
  });

/** The same for each option of a kind; undefined takes it out. */
export const mishearing = <K extends NdOption['kind']>(kind: K, change: (option: OptionOf<K>) => NdOptionDraft | undefined): Defect =>
  mishearingAll(
    () => (options) =>
      options.flatMap((option) => (option.kind === kind ? (change(option as OptionOf<K>) ?? []) : [option as NdOptionDraft])),
  );
