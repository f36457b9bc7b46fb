import { expect } from 'chai';
import type { InterfaceFacts } from './interface-facts.js';
import { obstacles, reasonToRefuse } from './safety.js';

const fit: InterfaceFacts = {
  name: 'eth1',
  up: true,
  carrier: true,
  mtu: 1500,
  linkLayerAddress: '02:00:5e:10:00:01',
  isLoopback: false,
  isLine: false,
  addresses: [],
  carriesDefaultRoute: false,
  kernelIpv6: false,
  offloads: [],
};

describe('the choice of a NIC', () => {
  it('has nothing against one that this machine does not use', () => {
    expect(reasonToRefuse(fit, false)).to.equal(undefined);
    expect(obstacles(fit)).to.deep.equal([]);
  });

  it('refuses the one with the default route, and any with an address, unless told explicitly', () => {
    const main = { ...fit, carriesDefaultRoute: true };
    expect(reasonToRefuse(main, false)).to.match(/default route.*useAnyway/);
    expect(reasonToRefuse(main, true)).to.equal(undefined);
    const inUse = { ...fit, addresses: ['192.0.2.1/24', '2001:db8::1/64'] };
    expect(reasonToRefuse(inUse, false)).to.match(/192\.0\.2\.1\/24, 2001:db8::1\/64.*sudo ip addr flush dev eth1/);
    expect(reasonToRefuse(inUse, true)).to.equal(undefined);
  });

  it('never takes the loopback interface', () => {
    expect(reasonToRefuse({ ...fit, name: 'lo', isLoopback: true }, true)).to.match(/loopback/);
  });

  it('does not blame a link-local address that comes with the kernel, but the kernel', () => {
    const kernel = { ...fit, kernelIpv6: true, addresses: ['fe80::1/64'] };
    expect(reasonToRefuse(kernel, false)).to.equal(undefined);
    expect(obstacles(kernel).map(({ type }) => type)).to.deep.equal(['sudo sysctl -w net/ipv6/conf/eth1/disable_ipv6=1']);
    expect(reasonToRefuse({ ...kernel, kernelIpv6: false }, false)).to.match(/fe80::1/);
  });

  it('names what keeps frames away, each with the command that puts it right', () => {
    expect(obstacles({ ...fit, up: false, carrier: false })).to.deep.equal([
      { problem: 'eth1 is down', type: 'sudo ip link set eth1 up', tolerable: false },
    ]);
    expect(obstacles({ ...fit, carrier: false })[0]?.problem).to.equal('eth1 has no carrier');
    expect(obstacles({ ...fit, offloads: ['gro', 'lro'] })).to.deep.equal([
      { problem: 'gro, lro is on: frames would arrive merged', type: 'sudo ethtool -K eth1 gro off lro off', tolerable: true },
    ]);
    expect(obstacles({ ...fit, offloads: undefined })).to.deep.equal([]);
  });
});
