import { expect } from 'chai';
import { address } from '../../reference/net/address.js';
import { ipv4Address } from '../../reference/net/ipv4-address.js';
import { prefixOf } from '../../reference/net/prefix.js';
import type { AddIpv6Tunnel } from '../../suites/kit/tunnel-action.js';
import { actionParameters } from './action-parameters.js';
import type { LinuxHost } from './linux-host.js';
import { LinuxTunnels } from './linux-tunnels.js';
import { tunnelInWords } from './tunnel-parameters.js';

const TUNNEL: AddIpv6Tunnel = {
  kind: 'add-tunnel',
  link: 'link0',
  name: 'tunnel0',
  family: 'ipv6',
  local: address('2001:db8::1'),
  remote: address('2001:db8::2'),
  addresses: [{ address: address('2001:db8:1::1'), prefixLength: 64 }],
  routes: [prefixOf(address('2001:db8:2::'), 48)],
  hopLimit: 9,
  trafficClass: 0x28,
  flowLabel: 0x12345,
  encapsulationLimit: 'none',
};

function hostThat(answers: (command: string) => { readonly code: number; readonly stderr: string }) {
  const asked: string[] = [];
  const run = (command: readonly string[]) => {
    asked.push(command.join(' '));
    return Promise.resolve({ stdout: '', ...answers(command.join(' ')) });
  };
  return { asked, tunnels: new LinuxTunnels({ name: 'host', run } as unknown as LinuxHost) };
}

const fine = () => ({ code: 0, stderr: '' });

describe('tunnels of a Linux host', () => {
  it('are made with everything that a test asks for, and taken away', async () => {
    const { asked, tunnels } = hostThat(fine);
    expect(await tunnels.add(TUNNEL, 'eth1')).to.deep.include({ ok: true });
    expect(asked.splice(0)).to.deep.equal([
      'ip -6 tunnel add tunnel0 mode any local 2001:db8::1 remote 2001:db8::2 dev eth1 encaplimit none hoplimit 9 tclass 0x28 flowlabel 0x12345',
      'ip link set dev tunnel0 up',
      'ip addr add 2001:db8:1::1/64 dev tunnel0 nodad',
      'ip -6 route add 2001:db8:2::/48 dev tunnel0',
    ]);
    expect(await tunnels.cleanUp()).to.deep.include({ ok: true });
    expect(asked.splice(0)).to.deep.equal(['ip link del dev tunnel0']);
    expect(await tunnels.cleanUp()).to.deep.include({ ok: true });
    expect(asked).to.have.length(0);
  });

  it('over IPv4 too, and of IPv4', async () => {
    const { asked, tunnels } = hostThat(fine);
    const { flowLabel: _label, encapsulationLimit: _limit, hopLimit: _hops, ...rest } = TUNNEL;
    const overIpv4 = { ...rest, family: 'ipv4', local: ipv4Address('192.0.2.1'), remote: ipv4Address('192.0.2.2') } as const;
    await tunnels.addAddress({ kind: 'add-ipv4-address', link: 'link0', address: overIpv4.local, prefixLength: 24 }, 'eth1');
    await tunnels.add({ ...overIpv4, mtu: 1400 }, 'eth1');
    const inside = { address: ipv4Address('198.51.100.0'), length: 24 };
    await tunnels.add({ ...overIpv4, name: 'tunnel1', mtu: 'dynamic', hopLimit: 9, ipv4Routes: [inside] }, 'eth1');
    expect(asked.splice(0)).to.deep.equal([
      'ip -4 addr add 192.0.2.1/24 dev eth1',
      'ip tunnel add tunnel0 mode sit local 192.0.2.1 remote 192.0.2.2 dev eth1 nopmtudisc tos 0x28',
      'ip link set dev tunnel0 mtu 1400 up',
      'ip addr add 2001:db8:1::1/64 dev tunnel0 nodad',
      'ip -6 route add 2001:db8:2::/48 dev tunnel0',
      'ip link add name tunnel1 type sit mode any local 192.0.2.1 remote 192.0.2.2 dev eth1 pmtudisc ttl 9 tos 0x28',
      'ip link set dev tunnel1 up',
      'ip addr add 2001:db8:1::1/64 dev tunnel1 nodad',
      'ip -6 route add 2001:db8:2::/48 dev tunnel1',
      'ip -4 route add 198.51.100.0/24 dev tunnel1',
    ]);
    const refused = await tunnels.add({ ...overIpv4, hopLimit: 9 }, 'eth1');
    expect(refused.ok ? '' : refused.error.kind).to.equal('unsupported');
    await tunnels.cleanUp();
    expect(asked).to.deep.equal(['ip -4 addr del 192.0.2.1/24 dev eth1', 'ip link del dev tunnel0', 'ip link del dev tunnel1']);
  });

  it('a kernel without them is no failure of the device', async () => {
    const { tunnels } = hostThat(() => ({ code: 1, stderr: 'add tunnel "ip6tnl0" failed: No such device' }));
    const added = await tunnels.add(TUNNEL, 'eth1');
    expect(added.ok ? '' : added.error.kind).to.equal('unsupported');
  });

  it('one that was made half is taken away too', async () => {
    const { asked, tunnels } = hostThat((command) => (command.includes('addr') ? { code: 2, stderr: 'no room' } : fine()));
    const added = await tunnels.add(TUNNEL, 'eth1');
    expect(added.ok ? '' : added.error.kind).to.equal('failed');
    await tunnels.cleanUp();
    expect(asked.at(-1)).to.equal('ip link del dev tunnel0');
  });
});

describe('the parameters of a tunnel', () => {
  it('are text for programs', () =>
    expect(Object.fromEntries(actionParameters(TUNNEL))).to.deep.equal({
      action: 'add-tunnel',
      link: 'link0',
      name: 'tunnel0',
      family: 'ipv6',
      local: '2001:db8::1',
      remote: '2001:db8::2',
      addresses: '2001:db8:1::1/64',
      routes: '2001:db8:2::/48',
      hopLimit: '9',
      trafficClass: '40',
      flowLabel: '74565',
      encapsulationLimit: 'none',
    }));

  it('are a sentence for people', () =>
    expect(tunnelInWords(TUNNEL, 'interface ge-0')).to.equal(
      'Make a tunnel "tunnel0" in IPv6 over interface ge-0, from 2001:db8::1 to 2001:db8::2, with the address 2001:db8:1::1/64 on it, ' +
        'with a route to 2001:db8:2::/48 through it, with hopLimit 9, with trafficClass 40, with flowLabel 74565, with encapsulationLimit none',
    ));
});
