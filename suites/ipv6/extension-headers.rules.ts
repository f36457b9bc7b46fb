import { DestinationOptions, Fragment, HopByHop, Routing0 } from '../../reference/wire/extension-headers.js';
import type { Layer } from '../../reference/wire/frame.js';
import type { Ipv6Option } from '../../reference/wire/ipv6-options.js';
import { broken, KEPT, undecided, type FrameRule, type Outcome } from '../kit/rule.js';
import { optionsOf } from './headers-seen.js';

type Check = (headers: readonly Layer[]) => Outcome;
type Rule = Omit<FrameRule, 'on' | 'reads' | 'check'>;

const onExtended = (rule: Rule, check: Check): FrameRule => ({
  ...rule,
  on: ['extension headers'],
  reads: 'headers',
  check: ({ extensionHeaders }) => check(extensionHeaders),
});

const isHopByHop = ({ message }: Layer): boolean => message === HopByHop;
const isRouting = ({ message }: Layer): boolean => message.family === 'routing';

/** RFC 8200 section 4: "must immediately follow the IPv6 header". */
function hopByHopIsFirst(headers: readonly Layer[]): Outcome {
  for (let i = 1; i < headers.length; i++)
    if (isHopByHop(headers[i] as Layer)) return broken(`behind ${(headers[i - 1] as Layer).message.title}`, 'hopByHop');
  return headers[0] && isHopByHop(headers[0]) ? KEPT : undefined;
}

/** RFC 6275 section 6.3 puts the Home Address option behind a Routing header and before a Fragment header. */
const hasHomeAddress = (header: Layer): boolean => optionsOf(header).some(({ kind }) => kind === 'homeAddress');

/** Places in the order of RFC 8200 section 4.1, where Destination Options have two; that of Hop-by-Hop has a rule of its own. */
function placeAfter(place: number, { message }: Layer): number | undefined {
  const places = message === DestinationOptions ? [1, 4] : message === Fragment ? [3] : [2];
  return places.find((one) => one > place);
}

function areInOrder(headers: readonly Layer[]): Outcome {
  if (headers.length === 1) return KEPT;
  const ordered = headers.filter((header) => !isHopByHop(header) && !hasHomeAddress(header));
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
  let outcome: Outcome;
  for (let i = 0; i < headers.length; i++) {
    const header = headers[i] as Layer;
    if (header.message === Routing0) return broken('a Routing header of type 0', 'routing0.routingType');
    if (isRouting(header)) outcome = KEPT;
  }
  return outcome;
}

/** RFC 8200 section 4.2. */
function paddingOf(options: readonly Ipv6Option[], path: string): Outcome {
  let outcome: Outcome;
  for (let i = 0; i < options.length; i++) {
    const option = options[i] as Ipv6Option;
    if (option.kind === 'pad1' && options[i + 1]?.kind === 'pad1')
      return broken('several Pad1 in a row, wanted one PadN', `${path}.options[${i}]`);
    if (option.kind !== 'padN') continue;
    if (!isZero(option.data)) return broken('PadN with content other than zeros', `${path}.options[${i}].data`);
    outcome = KEPT;
  }
  return outcome;
}

function isZero(octets: Uint8Array): boolean {
  for (let i = 0; i < octets.length; i++) if (octets[i] !== 0) return false;
  return true;
}

function padsAsRecommended(headers: readonly Layer[]): Outcome {
  let outcome: Outcome;
  for (let i = 0; i < headers.length; i++) {
    const header = headers[i] as Layer;
    const one = paddingOf(optionsOf(header), header.name);
    if (one !== undefined && one !== KEPT) return one;
    outcome ??= one;
  }
  return outcome;
}

/** RFC 2711 section 2.1, whatever the values. */
function alertsOnce([first]: readonly Layer[]): Outcome {
  if (!first || !isHopByHop(first)) return undefined;
  const options = optionsOf(first);
  let alerts = 0;
  for (let i = 0; i < options.length; i++) if ((options[i] as Ipv6Option).kind === 'routerAlert') alerts += 1;
  if (alerts === 0) return undefined;
  return alerts === 1 ? KEPT : broken(`${alerts} Router Alert options`, 'hopByHop.options');
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
