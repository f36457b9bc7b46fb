import { address } from '../../reference/net/address.js';
import { linkLayerAddress } from '../../reference/net/link-layer-address.js';
import { hex } from '../../reference/net/octets.js';
import {
  captivePortal,
  frame,
  ipv6,
  neighborAdvertisement,
  prefixInformation,
  routerAdvertisement,
  sourceLinkLayerAddress,
  targetLinkLayerAddress,
  withEthernet,
} from '../../reference/wire/index.js';

/**
 * Frames of the sample run. Those called `captured` were taken with tcpdump from two Linux kernels on a veth pair
 * (6e:ce:10:27:12:f6 plays the device); the others are built on their pattern, with the defects that the sample tests find.
 */
export const captured = {
  listenerReport:
    '3333000000166ece102712f686dd600000000038000100000000000000000000000000000000ff0200000000000000000000000000163a000502000001008f005a510000000204000000ff0200000000000000000001ff00000204000000ff0200000000000000000001ff2712f6',
  dadSolicitation:
    '3333ff2712f66ece102712f686dd6000000000203aff00000000000000000000000000000000ff0200000000000000000001ff2712f68700d66800000000fe800000000000006cce10fffe2712f60e01e084a6a06e87',
  routerSolicitation:
    '3333000000026ece102712f686dd6000000000103afffe800000000000006cce10fffe2712f6ff02000000000000000000000000000285005b570000000001016ece102712f6',
  solicitation:
    '3333ff0000024252cb7ea67586dd6000000000203aff20010db8000100000000000000000001ff0200000000000000000001ff000002870069df0000000020010db800010000000000000000000201014252cb7ea675',
  advertisement:
    '4252cb7ea6756ece102712f686dd6000000000203aff20010db800010000000000000000000220010db80001000000000000000000018800fa846000000020010db800010000000000000000000202016ece102712f6',
  echoRequest:
    '6ece102712f64252cb7ea67586dd60007c0f00403a4020010db800010000000000000000000120010db80001000000000000000000028000c6ae275c00018d22026b00000000e5a1020000000000101112131415161718191a1b1c1d1e1f202122232425262728292a2b2c2d2e2f3031323334353637',
  echoReply:
    '4252cb7ea6756ece102712f686dd60080d9c00403a4020010db800010000000000000000000220010db80001000000000000000000018100c5ae275c00018d22026b00000000e5a1020000000000101112131415161718191a1b1c1d1e1f202122232425262728292a2b2c2d2e2f3031323334353637',
  probe:
    '4252cb7ea6756ece102712f686dd6000000000203afffe800000000000006cce10fffe2712f620010db80001000000000000000000018700fcd50000000020010db800010000000000000000000101016ece102712f6',
  probeAnswer:
    '6ece102712f64252cb7ea67586dd6000000000183aff20010db8000100000000000000000001fe800000000000006cce10fffe2712f688004eca4000000020010db8000100000000000000000001',
} as const;

export const DEVICE_MAC = linkLayerAddress([0x6e, 0xce, 0x10, 0x27, 0x12, 0xf6]);
export const TESTER_MAC = linkLayerAddress([0x42, 0x52, 0xcb, 0x7e, 0xa6, 0x75]);
const device = address('2001:db8:1::2');
const tester = address('2001:db8:1::1');

/** What markup and control characters look like when a router advertises them. */
export const HOSTILE = '<img src=x onerror=alert(1)>"\'&\u0000\u202e</script>';

const answer = (hopLimit: number, solicited: boolean): string =>
  hex(
    withEthernet(
      frame(
        ipv6({ source: device, destination: tester, hopLimit }),
        neighborAdvertisement({ solicited, override: true, target: device, options: [targetLinkLayerAddress(DEVICE_MAC)] }),
      ),
      { source: DEVICE_MAC, destination: TESTER_MAC },
    ).octets,
  );

export const built = {
  lowHopLimit: answer(64, true),
  unsolicited: answer(255, false),
  hostileAdvertisement: hex(
    withEthernet(
      frame(
        ipv6({ source: address('fe80::4052:cbff:fe7e:a675'), destination: address('ff02::1') }),
        routerAdvertisement({
          options: [
            sourceLinkLayerAddress(TESTER_MAC),
            prefixInformation({
              prefixLength: 64,
              onLink: true,
              autonomous: true,
              validLifetime: 2_592_000,
              preferredLifetime: 604_800,
              prefix: address('2001:db8:1::'),
            }),
            captivePortal(`https://${HOSTILE.replaceAll('\u202e', '\u0085')}`),
          ],
        }),
      ),
      { source: TESTER_MAC, destination: linkLayerAddress([0x33, 0x33, 0, 0, 0, 1]) },
    ).octets,
  ),
  /** The advertisement with its last ten octets lost. */
  truncated: captured.advertisement.slice(0, -20),
} as const;
