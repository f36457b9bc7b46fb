import { expect } from 'chai';
import { linkLayerAddress } from '../net/link-layer-address.js';
import { nodeSettings } from './config.js';
import { nicNames } from './loopback-settings.js';
import { contradictions, nodeConfiguration } from './node-settings.js';

const NIC = { name: 'eth1', linkLayerAddress: linkLayerAddress([2, 0, 0, 0, 0, 1]), mtu: 1500 };

const configured = (file: object) => nodeConfiguration(nodeSettings.parse(file), [NIC]).interfaces;
const found = (file: object): readonly string[] =>
  contradictions(nodeSettings.parse(file), ['eth1']).map(({ path, message }) => `${path.join('.')}: ${message}`);

describe('the loopback interfaces of a file', () => {
  it('are one, behind the NICs and before the tunnels, for jumbograms', () => {
    const file = { tunnels: { gif0: { local: '2001:db8::1', remote: '2001:db8::2', over: 'eth1' } } };
    expect(configured(file).map(({ name, kind = 'ethernet' }) => `${name} ${kind}`)).to.deep.equal([
      'eth1 ethernet',
      'lo0 loopback',
      'gif0 tunnel',
    ]);
    expect(configured({})[1]).to.deep.equal({ kind: 'loopback', name: 'lo0', mtu: 131_072 });
  });

  it('may be told of, and be several', () => {
    const interfaces = {
      lo0: { mtu: 1500, addresses: ['2001:db8:10::1/128'] },
      lo1: { kind: 'loopback', constants: { CUR_HOP_LIMIT: 7 } },
    };
    const features = { sendRedirects: false };
    const [, first, second] = configured({ interfaces, features });
    expect(first).to.deep.include({ name: 'lo0', mtu: 1500, features });
    expect(first?.addresses).to.have.length(1);
    expect(second).to.deep.equal({ kind: 'loopback', name: 'lo1', mtu: 131_072, constants: { CUR_HOP_LIMIT: 7 }, features });
    expect(nicNames(nodeSettings.parse({ interfaces: { ...interfaces, eth1: {} } }).interfaces)).to.deep.equal(['eth1']);
    expect(found({ interfaces, features })).to.deep.equal([]);
  });

  const rows: readonly (readonly [what: string, file: object, told: string])[] = [
    [
      'has no link-layer address',
      { interfaces: { lo0: { linkLayerAddress: '02:00:00:00:00:01' } } },
      'interfaces.lo0.linkLayerAddress: no link is behind a loopback interface: it has kind, mtu, addresses, constants, features',
    ],
    [
      'is of no other kind',
      { interfaces: { lo0: { kind: 'ethernet' } } },
      'interfaces.lo0.kind: lo0 is the loopback interface of the node',
    ],
    ['is no NIC', { interfaces: { eth1: { kind: 'loopback' } } }, 'interfaces.eth1.kind: eth1 is a NIC here'],
    ['alone is for larger packets', { interfaces: { eth1: { mtu: 65_536 } } }, 'interfaces.eth1.mtu: at most 65535 octets on a NIC'],
    ['is named what it is', { interfaces: { lo1: {} } }, 'interfaces.lo1: no such NIC here: there is eth1'],
    [
      'is none that a tunnel goes over',
      { tunnels: { gif0: { local: '2001:db8::1', remote: '2001:db8::2', over: 'lo0' } } },
      'tunnels.gif0: "lo0" goes nowhere: a tunnel goes over a link',
    ],
    [
      'leaves its name to no tunnel',
      { tunnels: { lo0: { local: '2001:db8::1', remote: '2001:db8::2', over: 'eth1' } } },
      'tunnels.lo0: there is an interface "lo0" already',
    ],
    [
      'has addresses that no tunnel of the node may end at',
      {
        interfaces: { lo0: { addresses: ['2001:db8:10::1/128'] } },
        tunnels: { gif0: { local: '2001:db8::1', remote: '2001:db8:10::1', over: 'eth1' } },
      },
      'tunnels.gif0: the tunnel would end at this node: 2001:db8:10::1 is its own address',
    ],
  ];
  for (const [what, file, told] of rows)
    it(what, () => {
      expect(found(file)).to.have.length(1);
      expect(found(file)[0]).to.contain(told);
    });
});
