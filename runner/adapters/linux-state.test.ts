import { expect } from 'chai';
import { formatAddress } from '../../reference/net/address.js';
import { formatLinkLayerAddress } from '../../reference/net/link-layer-address.js';
import { readIpAddresses } from './linux-state.js';

/** As iproute2 6.1 prints it, shortened. */
const PRINTED = `[{"ifindex":2,"ifname":"link0","flags":["BROADCAST","MULTICAST","UP","LOWER_UP"],"mtu":1500,"address":"26:70:07:ff:8d:0d",
"addr_info":[{"family":"inet","local":"192.0.2.1","prefixlen":24},
{"family":"inet6","local":"2001:db8:1::5","prefixlen":64,"scope":"global","tentative":true},
{"family":"inet6","local":"2001:db8:1::6","prefixlen":64,"scope":"global","dadfailed":true,"tentative":true},
{"family":"inet6","local":"2001:db8:1::8","prefixlen":64,"scope":"global","dynamic":true,"optimistic":true,"tentative":true},
{"family":"inet6","local":"2001:db8:1::7","prefixlen":64,"scope":"global","dynamic":true,"deprecated":true},
{"family":"inet6","local":"fe80::2470:7ff:feff:8d0d","prefixlen":64,"scope":"link"}]}]`;

describe('the state of a Linux interface', () => {
  it('is read from the JSON of ip, IPv6 only', () => {
    const read = readIpAddresses(PRINTED);
    if (!read.ok) throw new Error(read.error);
    expect(formatLinkLayerAddress(read.value.linkLayerAddress)).to.equal('26:70:07:ff:8d:0d');
    expect(read.value.up).to.equal(true);
    expect(read.value.addresses.map(({ address, prefixLength, state }) => [formatAddress(address), prefixLength, state])).to.deep.equal([
      ['2001:db8:1::5', 64, 'tentative'],
      ['2001:db8:1::6', 64, 'duplicated'],
      ['2001:db8:1::8', 64, 'optimistic'],
      ['2001:db8:1::7', 64, 'deprecated'],
      ['fe80::2470:7ff:feff:8d0d', 64, 'preferred'],
    ]);
  });

  it('is running only when the kernel has taken note of the carrier', () => {
    const running = (operstate: string, flags = '"UP","LOWER_UP"'): boolean | undefined => {
      const read = readIpAddresses(
        `[{"ifname":"link0","flags":[${flags}],"operstate":"${operstate}","address":"26:70:07:ff:8d:0d","addr_info":[]}]`,
      );
      return read.ok ? read.value.running : undefined;
    };
    expect(running('UP')).to.equal(true);
    expect(running('DOWN')).to.equal(false);
    expect(running('LOWERLAYERDOWN', '"UP"')).to.equal(false);
    expect(running('UNKNOWN')).to.equal(true);
    expect(running('UNKNOWN', '"UP"')).to.equal(false);
  });

  it('is refused with a reason when the text is something else', () => {
    for (const text of ['', '[]', '{}', 'Device "x" does not exist.', '[{"ifname":"tun0","address":"192.0.2.1"}]']) {
      expect(readIpAddresses(text).ok, text).to.equal(false);
    }
  });
});
