import type { NodeEnvironment } from '../../reference/engine/environment.js';
import { seededRandom } from '../../reference/engine/random.js';
import { address, solicitedNodeMulticast } from '../../reference/net/address.js';
import { linkLayerAddress, multicastLinkLayerAddress, type LinkLayerAddress } from '../../reference/net/link-layer-address.js';
import { equalOctets } from '../../reference/net/octets.js';
import { ok, type Result } from '../../reference/net/result.js';
import { after, type Duration } from '../../reference/time.js';
import {
  decodeFrame,
  echoReply,
  EchoRequest,
  Ethernet,
  frame,
  Ipv6,
  ipv6,
  layer,
  neighborAdvertisement,
  NeighborSolicitation,
  targetLinkLayerAddress,
  withEthernet,
  type DecodedFrame,
  type FrameDraft,
} from '../../reference/wire/index.js';
import type { Action, ActionError } from '../../suites/kit/action.js';
import type { Binding } from '../../suites/kit/bench.js';
import { promised } from './promised.js';
import { openVirtualBench, type VirtualBenchOptions, type VirtualDevice } from './virtual-bench.js';

/** What a scripted device does: for the tests of the kit, where the device's conduct is the input. */
export interface Script {
  /** Called for each frame; `handled` keeps the device from its usual answer. */
  hears?(decoded: DecodedFrame, device: ScriptedDevice): 'handled' | undefined;
  /** Asked before the usual answers. */
  isMute?(device: ScriptedDevice): boolean;
  starts?(device: ScriptedDevice): void;
  acts?(action: Action, device: ScriptedDevice): Result<void, ActionError>;
}

export interface ScriptedDevice {
  readonly environment: NodeEnvironment;
  send(draft: FrameDraft, to: LinkLayerAddress): void;
  later(wait: Duration, action: () => void): void;
}

export const SCRIPTED_MAC = linkLayerAddress([0x02, 0xde, 0x51, 0xce, 0, 1]);
export const SCRIPTED_ADDRESS = address('fe80::de51:ce');

/** A binding whose device answers Neighbor Solicitations and echo, and otherwise does what its script says. */
export function scriptedBinding(script: Script = {}, bench: Partial<VirtualBenchOptions> = {}): Binding {
  return {
    name: 'scripted',
    open: (testbed, test) =>
      promised(() =>
        ok(
          openVirtualBench({
            name: 'scripted device',
            links: testbed.links,
            actions: new Set(['reset', 'ping']),
            random: seededRandom(test.seed),
            device: (environment) => scriptedDevice(script, environment),
            ...bench,
          }),
        ),
      ),
    close: () => Promise.resolve(),
  };
}

function scriptedDevice(script: Script, environment: NodeEnvironment): VirtualDevice {
  const device: ScriptedDevice = {
    environment,
    send: (draft, to) => environment.transmit('link0', withEthernet(draft, { source: SCRIPTED_MAC, destination: to }).octets),
    later: (wait, action) => void environment.schedule(after(environment.now(), wait), action),
  };
  return {
    start: () => script.starts?.(device),
    receive(_link, octets) {
      const decoded = decodeFrame(octets);
      if (!isForMe(decoded) || script.hears?.(decoded, device) === 'handled' || script.isMute?.(device)) return;
      answerAsUsual(decoded, device);
    },
    do: (action) => script.acts?.(action, device) ?? ok(undefined),
    state: () => ok({ linkLayerAddress: SCRIPTED_MAC, addresses: [{ address: SCRIPTED_ADDRESS, prefixLength: 64, state: 'preferred' }] }),
  };
}

function isForMe(decoded: DecodedFrame): boolean {
  const to = layer(decoded, Ethernet)?.destination;
  return (
    to !== undefined &&
    [SCRIPTED_MAC, multicastLinkLayerAddress(solicitedNodeMulticast(SCRIPTED_ADDRESS))].some((mac) => equalOctets(mac, to))
  );
}

function answerAsUsual(decoded: DecodedFrame, device: ScriptedDevice): void {
  const packet = layer(decoded, Ipv6);
  const link = layer(decoded, Ethernet);
  if (!packet || !link) return;
  const back = ipv6({ source: SCRIPTED_ADDRESS, destination: packet.source });
  const to = linkLayerAddress(link.source);
  const echo = layer(decoded, EchoRequest);
  if (echo) device.send(frame(back, echoReply({ identifier: echo.identifier, sequence: echo.sequence, data: echo.data })), to);
  if (layer(decoded, NeighborSolicitation)) device.send(frame(back, solicitedAdvertisement()), to);
}

const solicitedAdvertisement = () =>
  neighborAdvertisement({ solicited: true, override: true, target: SCRIPTED_ADDRESS, options: [targetLinkLayerAddress(SCRIPTED_MAC)] });
