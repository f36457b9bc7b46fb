import { formatAddress, isLinkLocal, isMulticast } from '../net/address.js';
import { ADDRESS_BITS, formatPrefix, prefixOf } from '../net/prefix.js';
import { milliseconds, seconds } from '../time.js';
import type { Layer } from '../wire/frame.js';
import { RouterAdvertisement } from '../wire/nd.js';
import type { NdOption } from '../wire/nd-options.js';
import type { Lifetime } from './address-lifetime.js';
import { endOf, INFINITE_LIFETIME } from './advertised-lifetime.js';
import { updateResolver } from './dns-option-input.js';
import { linkLayerAddressIn, validatedNd } from './nd-validation.js';
import { updateRoutes } from './route-information-input.js';
import type { Ipv6Interface, ReceivedPacket } from './services.js';

type PrefixInformation = Extract<NdOption, { kind: 'prefixInformation' }>;

/** RFC 4861 sections 6.1.2, 6.2.7 and 6.3.4. A router compares what others advertise, and adopts nothing. */
export function receiveRouterAdvertisement(packet: ReceivedPacket, layer: Layer): void {
  const { iface, source } = packet;
  const { context, name } = iface;
  const advertisement = validatedNd(packet, layer, RouterAdvertisement, 'ra');
  if (advertisement === undefined) return;
  if (!isLinkLocal(source) && context.refuse('ra-source', name, formatAddress(source))) return;
  if (iface.variables.isRouter) {
    iface.advertising.inspect(source, advertisement);
    if (context.refuse('ra-on-router', name)) return;
  }
  if (!iface.variables.features.acceptAdvertisements && context.refuse('ra-not-accepted', name)) return;

  iface.discovery.advertised({ offersRouter: advertisement.routerLifetime > 0 });
  updateRoutes(iface, source, advertisement);
  updateVariables(iface, advertisement);
  const linkLayerAddress = linkLayerAddressIn(advertisement.options, 'sourceLinkLayerAddress');
  if (linkLayerAddress === undefined) iface.neighbors.isRouter(source, true);
  else iface.neighbors.learned(source, linkLayerAddress, true);
  for (const option of advertisement.options) {
    if (option.kind === 'mtu') updateMtu(iface, option.mtu);
    if (option.kind === 'prefixInformation') updatePrefix(packet, option, advertisement);
  }
  if (iface.variables.features.dnsOptions) updateResolver(iface, advertisement.options);
}

/** Zero means unspecified in each of these fields, and leaves the variable as it is. */
function updateVariables(iface: Ipv6Interface, { curHopLimit, reachableTime, retransTimer }: RouterAdvertisement): void {
  if (curHopLimit !== 0) iface.update({ curHopLimit });
  if (retransTimer !== 0) iface.update({ retransTimer: milliseconds(retransTimer) });
  const base = milliseconds(reachableTime);
  if (base !== 0 && base !== iface.variables.baseReachableTime) iface.setBaseReachableTime(base);
}

function updateMtu(iface: Ipv6Interface, linkMtu: number): void {
  const { MINIMUM_MTU, LINK_MTU } = iface.variables.constants;
  const fits = linkMtu >= MINIMUM_MTU && linkMtu <= LINK_MTU;
  if (!fits && iface.context.refuse('ra-mtu-range', iface.name, `${linkMtu}`)) return;
  iface.update({ linkMtu });
}

function updatePrefix({ iface, source, destination }: ReceivedPacket, option: PrefixInformation, { managed }: RouterAdvertisement): void {
  const { context, name } = iface;
  if (option.prefixLength > ADDRESS_BITS) return void context.refuse('pio-prefix-length', name, `${option.prefixLength}`);
  const prefix = prefixOf(option.prefix, option.prefixLength);
  if (isLinkLocal(prefix.address) && context.refuse('pio-link-local', name, formatPrefix(prefix))) return;
  const until = endOf(context.now(), option.validLifetime);
  iface.advertisers.note(prefix, source, until);
  if (option.onLink) {
    if (until === 'withdrawn') iface.prefixes.remove(prefix);
    else iface.prefixes.advertise(prefix, until);
  }
  const { autonomousConfiguration, managedPreventsAutoconfiguration } = iface.variables.features;
  if (!option.autonomous || !autonomousConfiguration) return;
  if (managed && managedPreventsAutoconfiguration && context.refuse('pio-managed', name, formatPrefix(prefix))) return;
  iface.autoconfiguration.advertised(
    prefix,
    { valid: lifetime(option.validLifetime), preferred: lifetime(option.preferredLifetime) },
    { multicast: isMulticast(destination) },
  );
}

const lifetime = (inSeconds: number): Lifetime => (inSeconds === INFINITE_LIFETIME ? 'infinite' : seconds(inSeconds));
