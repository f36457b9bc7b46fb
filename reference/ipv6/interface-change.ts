import type { Address } from '../net/address.js';

/** What programs that follow the interfaces of a node are told of (RFC 4862 section 2: an address is assigned once it is unique). */
export type InterfaceChange =
  | { readonly kind: 'up' | 'down'; readonly name: string }
  /** There is an interface that was not, or one less: of that nobody but this knows the index. */
  | { readonly kind: 'arrived' | 'departed'; readonly name: string; readonly index: number }
  | {
      readonly kind: 'address-assigned' | 'address-removed';
      readonly name: string;
      readonly address: Address;
      readonly prefixLength: number;
    };
