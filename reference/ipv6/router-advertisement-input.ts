import { formatAddress, isLinkLocal, isMulticast } from '../net/address.js';
import { formatPrefix, prefixOf } from '../net/prefix.js';
import { after, milliseconds, seconds } from '../time.js';
import type { Layer } from '../wire/frame.js';
import { RouterAdvertisement } from '../wire/nd.js';
import type { NdOption } from '../wire/nd-options.js';
import type { Lifetime } from './address-lifetime.js';
import type { RouterPreference } from './default-router-list.js';
import { linkLayerAddressIn, validatedNd } from './nd-validation.js';
import type { Ipv6Interface, ReceivedPacket } from './services.js';

type PrefixInformation = Extract<NdOption, { kind: 'prefixInformation' }>;

/** RFC 4861 section 4.6.2: all one bits. */
const INFINITE_LIFETIME = 0xffff_ffff;
const ADDRESS_BITS = 128;

/** RFC 4191 section 2.1; the reserved value 2 is to be taken for medium (section 2.2). */
const PREFERENCES: readonly RouterPreference[] = ['medium', 'high', 'medium', 'low'];

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
  updateRouter(packet, advertisement);
  updateVariables(iface, advertisement);
  const linkLayerAddress = linkLayerAddressIn(advertisement.options, 'sourceLinkLayerAddress');
  if (linkLayerAddress === undefined) iface.neighbors.isRouter(source, true);
  else iface.neighbors.learned(source, linkLayerAddress, true);
  for (const option of advertisement.options) {
    if (option.kind === 'mtu') updateMtu(iface, option.mtu);
    if (option.kind === 'prefixInformation') updatePrefix(packet, option);
  }
}

function updateRouter(packet: ReceivedPacket, { routerLifetime, preference }: RouterAdvertisement): void {
  const { iface, source } = packet;
  const { context, name } = iface;
  if (routerLifetime === 0) return void iface.routers.remove(source);
  const until = after(context.now(), seconds(routerLifetime));
  const isNew = iface.routers.advertise({ address: source, preference: PREFERENCES[preference] ?? 'medium', until });
  if (isNew) context.event('router-added', name, formatAddress(source));
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

function updatePrefix({ iface, source, destination }: ReceivedPacket, option: PrefixInformation): void {
  const { context, name } = iface;
  if (option.prefixLength > ADDRESS_BITS) return void context.refuse('pio-prefix-length', name, `${option.prefixLength}`);
  const prefix = prefixOf(option.prefix, option.prefixLength);
  if (isLinkLocal(prefix.address) && context.refuse('pio-link-local', name, formatPrefix(prefix))) return;
  const valid = lifetime(option.validLifetime);
  const until = valid === 'infinite' ? 'never' : after(context.now(), valid);
  iface.advertisers.note(prefix, source, until);
  if (option.onLink) {
    if (valid === 0) iface.prefixes.remove(prefix);
    else iface.prefixes.advertise(prefix, until);
  }
  if (option.autonomous && iface.variables.features.autonomousConfiguration)
    iface.autoconfiguration.advertised(
      prefix,
      { valid, preferred: lifetime(option.preferredLifetime) },
      { multicast: isMulticast(destination) },
    );
}

const lifetime = (inSeconds: number): Lifetime => (inSeconds === INFINITE_LIFETIME ? 'infinite' : seconds(inSeconds));
