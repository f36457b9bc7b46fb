import { runMachine, type RunningMachine } from '../engine/run-machine.js';
import { addressKey, ALL_NODES, ALL_ROUTERS, type Address } from '../net/address.js';
import { ZERO, type Duration } from '../time.js';
import { neighborAdvertisement } from '../wire/nd.js';
import { isAssigned, isOptimistic } from './address-table.js';
import { targetOptions } from './links/link-layer-options.js';
import { machineSurroundings } from './machine-surroundings.js';
import type { AnnouncementService, Ipv6Interface } from './services.js';
import { unsolicitedAdvertiser, type AdvertiserState } from './unsolicited-advertiser.js';

/** Neighbor Advertisements that nobody asked for. */
export function announcements(iface: Ipv6Interface): AnnouncementService {
  const running = new Map<string, RunningMachine<AdvertiserState, never, never>>();

  const announce = (address: Address, to: Address, override: boolean, spread: Duration): void => {
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
    newAddress: (address) => announce(address, ALL_ROUTERS, false, ZERO),
    newLinkLayerAddress() {
      for (const { address } of iface.addresses.candidates())
        announce(address, ALL_NODES, true, iface.variables.constants.ADVERTISEMENT_SPREAD);
    },
    stop() {
      for (const machine of running.values()) machine.stop();
      running.clear();
    },
  };
}

function sendAdvertisement(iface: Ipv6Interface, target: Address, destination: Address, override: boolean): void {
  const entry = iface.addresses.find(target);
  if (!isAssigned(entry)) return;
  iface.output.send({
    source: target,
    destination,
    layers: [
      neighborAdvertisement({
        target,
        router: iface.variables.isRouter,
        // RFC 4429 section 2.2: no entry of the rightful holder is overridden.
        override: override && !isOptimistic(entry),
        options: targetOptions(iface),
      }),
    ],
  });
}
