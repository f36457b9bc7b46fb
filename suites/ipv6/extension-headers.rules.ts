import { DestinationOptions, Fragment, HopByHop, Routing0 } from '../../reference/wire/extension-headers.js';
import type { Layer } from '../../reference/wire/frame.js';
import type { Ipv6Option } from '../../reference/wire/ipv6-options.js';
import { broken, KEPT, undecided, type FrameRule, type ObservedPacket, type Outcome } from '../kit/rule.js';
import { extensionHeadersOf, optionsOf } from './headers-seen.js';

const onExtended = (
  rule: Omit<FrameRule, 'on' | 'reads' | 'check'>,
  check: (headers: readonly Layer[], packet: ObservedPacket) => Outcome,
): FrameRule => ({
  ...rule,
  on: ['extension headers'],
  reads: 'headers',
  check: (packet) => check(extensionHeadersOf(packet), packet),
});

const isHopByHop = ({ message }: Layer): boolean => message === HopByHop;
const isRouting = ({ message }: Layer): boolean => message.family === 'routing';

/** RFC 8200 section 4: "must immediately follow the IPv6 header". */
function hopByHopIsFirst(headers: readonly Layer[]): Outcome {
  const last = headers.findLastIndex(isHopByHop);
  if (last < 0) return undefined;
  return last === 0 ? KEPT : broken(`behind ${(headers[last - 1] as Layer).message.title}`, 'hopByHop');
}

/** RFC 6275 section 6.3 puts the Home Address option behind a Routing header and before a Fragment header. */
const hasHomeAddress = (header: Layer): boolean => optionsOf(header).some(({ kind }) => kind === 'homeAddress');

/** Places in the order of RFC 8200 section 4.1, where Destination Options have two; that of Hop-by-Hop has a rule of its own. */
function placeAfter(place: number, { message }: Layer): number | undefined {
  const places = message === DestinationOptions ? [1, 4] : message === Fragment ? [3] : [2];
  return places.find((one) => one > place);
}

function areInOrder(headers: readonly Layer[]): Outcome {
  const ordered = headers.filter((header) => !isHopByHop(header) && !hasHomeAddress(header));
  if (ordered.length === 0) return undefined;
  if (ordered.filter(isRouting).length > 1) return undecided('a router on the way may have put in one of several Routing headers');
  let place = 0;
  for (const [i, header] of ordered.entries()) {
    const next = placeAfter(place, header);
    if (next === undefined) return broken(`${header.message.title} behind ${(ordered[i - 1] as Layer).message.title}`, header.name);
    place = next;
  }
  return KEPT;
}

/** RFC 5095 section 3 forbids nobody to send it; no node acts on it any more. */
function isNotDeprecated(headers: readonly Layer[]): Outcome {
  const routing = headers.filter(isRouting);
  if (routing.length === 0) return undefined;
  return routing.some(({ message }) => message === Routing0) ? broken('a Routing header of type 0', 'routing0.routingType') : KEPT;
}

/** RFC 8200 section 4.2. */
function paddingOf(options: readonly Ipv6Option[], path: string): Outcome {
  let outcome: Outcome;
  for (const [i, option] of options.entries()) {
    if (option.kind === 'pad1' && options[i + 1]?.kind === 'pad1')
      return broken('several Pad1 in a row, wanted one PadN', `${path}.options[${i}]`);
    if (option.kind !== 'padN') continue;
    if (option.data.some((octet) => octet !== 0)) return broken('PadN with content other than zeros', `${path}.options[${i}].data`);
    outcome = KEPT;
  }
  return outcome;
}

function padsAsRecommended(headers: readonly Layer[]): Outcome {
  let outcome: Outcome;
  for (const header of headers) {
    const one = paddingOf(optionsOf(header), header.name);
    if (one !== undefined && one !== KEPT) return one;
    outcome ??= one;
  }
  return outcome;
}

/** RFC 2711 section 2.1, whatever the values. */
function alertsOnce(headers: readonly Layer[]): Outcome {
  const alerts = headers.filter(isHopByHop).map((header) => optionsOf(header).filter(({ kind }) => kind === 'routerAlert').length);
  const most = Math.max(0, ...alerts);
  if (most === 0) return undefined;
  return most === 1 ? KEPT : broken(`${most} Router Alert options`, 'hopByHop.options');
}

/** How extension headers are put together. */
export const extensionHeaderRules: readonly FrameRule[] = [
  onExtended(
    { id: 'ipv6.hop-by-hop.first', requirement: 'ext-hbh-first-tx', title: 'sends Hop-by-Hop Options right behind the IPv6 header only' },
    hopByHopIsFirst,
  ),
  onExtended(
    {
      id: 'ipv6.extension-headers.order',
      requirement: 'ext-order-tx',
      title: 'sends extension headers in the recommended order, none too often',
    },
    areInOrder,
  ),
  onExtended(
    { id: 'ipv6.routing-header.not-type-0', requirement: 'rh-rh0-tx', title: 'sends no Routing header of type 0' },
    isNotDeprecated,
  ),
  onExtended(
    { id: 'ipv6.options.padding', requirement: 'opt-pad-tx', title: 'pads by one PadN of zeros where it takes more than one octet' },
    padsAsRecommended,
  ),
  onExtended(
    { id: 'ipv6.router-alert.single', requirement: 'opt-router-alert-single', title: 'sends one Router Alert at most' },
    alertsOnce,
  ),
];
