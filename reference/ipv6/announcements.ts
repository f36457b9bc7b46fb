import { runMachine, type RunningMachine } from '../engine/run-machine.js';
import { addressKey, ALL_NODES, ALL_ROUTERS, type Address } from '../net/address.js';
import { ZERO, type Duration } from '../time.js';
import { neighborAdvertisement } from '../wire/nd.js';
import { isAssigned, isOptimistic } from './address-table.js';
import { targetOptions } from './links/link-layer-options.js';
import { machineSurroundings } from './machine-surroundings.js';
import type { AnnouncementService, Ipv6Interface } from './services.js';
import { unsolicitedAdvertiser, type AdvertiserState } from './unsolicited-advertiser.js';

/** What is told of an address, to whom, and how long the first advertisement may wait. */
interface Announcement {
  readonly to: Address;
  /** If the address is the interface's alone. */
  readonly override: boolean;
  readonly spread: Duration;
}

/** Neighbor Advertisements that nobody asked for. */
export function announcements(iface: Ipv6Interface): AnnouncementService {
  const running = new Map<string, RunningMachine<AdvertiserState, never, never>>();

  const announce = (address: Address, { to, override, spread }: Announcement): void => {
    const key = addressKey(address);
    running.get(key)?.stop();
    running.set(
      key,
      runMachine(unsolicitedAdvertiser({ spread }), {
        send: () => sendAdvertisement(iface, address, to, override),
        event: () => running.delete(key),
        ...machineSurroundings(iface),
      }),
    );
  };

  return {
    // The Override flag "SHOULD NOT be set" here: a router's entry for another holder of the address stands.
    newAddress: (address) => announce(address, { to: ALL_ROUTERS, override: false, spread: ZERO }),
    newLinkLayerAddress() {
      const { ADVERTISEMENT_SPREAD: spread } = iface.variables.constants;
      for (const { address } of iface.addresses.candidates()) announce(address, { to: ALL_NODES, override: true, spread });
    },
    byHand(address) {
      const entry = iface.addresses.find(address);
      if (!isAssigned(entry) && iface.proxies.find(address) === undefined) return false;
      announce(address, { to: ALL_NODES, override: true, spread: ZERO });
      return true;
    },
    stop() {
      for (const machine of running.values()) machine.stop();
      running.clear();
    },
  };
}

/** Of an address that is still the interface's own or answered for; an anycast or proxied one is not the source. */
function sendAdvertisement(iface: Ipv6Interface, target: Address, destination: Address, override: boolean): void {
  const entry = iface.addresses.find(target);
  const proxied = iface.proxies.find(target);
  if (!isAssigned(entry) && proxied === undefined) return;
  const isSource = isAssigned(entry) && !entry.anycast;
  iface.output.send({
    ...(isSource && { source: target }),
    destination,
    layers: [
      neighborAdvertisement({
        target,
        router: iface.variables.isRouter,
        // RFC 4861 sections 7.2.7 and 7.2.8: other holders of an anycast address, or the node itself, are not to be overridden;
        // nor is the rightful holder of an Optimistic one (RFC 4429 section 2.2).
        override: override && isSource && !isOptimistic(entry),
        options: targetOptions(iface, proxied?.linkLayerAddress),
      }),
    ],
  });
}
