import { ipv6Address, recordsToEnd, surplus, u16, u8 } from './kit/field.js';
import { message, type Draft, type Value } from './kit/message.js';
import { builder } from './layer-draft.js';

/** A route, or with metric 0xff the next hop of the entries that follow (RFC 2080 section 2.1.1). */
export const RouteTableEntry = message('routeTableEntry', 'RFC2080:2.1', {
  prefix: ipv6Address({ title: 'IPv6 prefix or next hop' }),
  routeTag: u16({ hex: true }),
  prefixLength: u8({ unit: 'bits' }),
  metric: u8({ initial: 1, words: { 16: 'infinity', 255: 'next hop' } }),
});
export type RouteTableEntry = Value<typeof RouteTableEntry>;
export type RouteTableEntryDraft = Draft<typeof RouteTableEntry>;

export const Ripng = message(
  'ripng',
  'RFC2080:2.1',
  {
    command: u8({ initial: 2, words: { 1: 'request', 2: 'response' } }),
    version: u8({ initial: 1 }),
    reserved: u16({ title: 'Must be zero' }),
    entries: recordsToEnd(RouteTableEntry, { title: 'Route table entries' }),
    surplus: surplus({ title: 'Octets beyond the last whole entry' }),
  },
  { title: 'RIPng', hopLimit: 255 },
);
export type Ripng = Value<typeof Ripng>;
export type RipngDraft = Draft<typeof Ripng>;
/** A layer that follows UDP of port 521. */
export const ripng = builder(Ripng);
