import type { NdOption, NdOptionDraft } from '../../reference/wire/nd-options.js';
import { edit } from '../../reference/wire/edit.js';
import { rewrite, type Defect } from '../kit/faults.js';

type OptionOf<K extends NdOption['kind']> = Extract<NdOption, { kind: K }>;

/** For planted faults: a device that hears other options of a kind in Router Advertisements than were sent; undefined takes one out. */
export const mishearing = <K extends NdOption['kind']>(kind: K, change: (option: OptionOf<K>) => NdOptionDraft | undefined): Defect =>
  rewrite('in', () => (octets) => {
    const heard = (options: readonly NdOption[]): readonly NdOptionDraft[] =>
      options.flatMap((option) => (option.kind === kind ? (change(option as OptionOf<K>) ?? []) : [option as NdOptionDraft]));
    return [{ octets: edit(octets, 'routerAdvertisement.options', (options) => heard(options as readonly NdOption[])) ?? octets }];
  });
