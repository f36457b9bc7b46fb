import { expect } from 'chai';
import { nodeConfiguration } from '../../reference/ipv6/node-settings.js';
import { ok } from '../../reference/net/result.js';
import type { InterfaceFacts } from '../links/nic/interface-facts.js';
import type { NicPort } from '../links/nic/nic-port.js';
import { mistakenKind, openNodePort } from './node-port.js';
import { nodeSchema } from './node-schema.js';

const line = { name: 'tun0', isLine: true } as InterfaceFacts;
const ethernet = { name: 'eth1', isLine: false } as InterfaceFacts;

describe('the NIC of a node', () => {
  it('is a point-to-point interface when it is a line, with the settings of any interface', () => {
    const file = nodeSchema.parse({ interfaces: { tun0: { addresses: ['2001:db8:4::1/64'], kind: 'point-to-point', mtu: 1400 } } });
    expect(mistakenKind(file, line)).to.equal(undefined);
    const [made] = nodeConfiguration(file, [{ name: 'tun0', mtu: 1500 }]).interfaces;
    expect(made).to.deep.include({ kind: 'point-to-point', name: 'tun0', mtu: 1400 });
    expect(made?.addresses).to.have.length(1);
    expect(made).not.to.have.any.keys('linkLayerAddress', 'interfaceIdentifier');
  });

  const rows: readonly (readonly [what: string, file: object, facts: InterfaceFacts, told: string])[] = [
    ['no Ethernet NIC, where it is a line', { interfaces: { tun0: { kind: 'ethernet' } } }, line, 'interfaces.tun0.kind: tun0 is a line'],
    [
      'no line, where it is an Ethernet NIC',
      { interfaces: { eth1: { kind: 'point-to-point' } } },
      ethernet,
      'interfaces.eth1.kind: eth1 is an Ethernet NIC',
    ],
    [
      'nothing with a link-layer address on a line',
      { interfaces: { tun0: { linkLayerAddress: '02:00:00:00:00:01' } } },
      line,
      'interfaces.tun0.linkLayerAddress: tun0 is a line',
    ],
    ['nor one that all are to have', { linkLayerAddress: '02:00:00:00:00:01' }, line, 'linkLayerAddress: tun0 is a line'],
  ];
  for (const [what, file, facts, told] of rows)
    it(`is ${what}`, () => expect(mistakenKind(nodeSchema.parse(file), facts)).to.match(new RegExp(`^${told}`)));

  for (const [facts, linkType, complaint] of [
    [ethernet, 1, undefined],
    [line, 101, undefined],
    [line, 113, 'tun0 brings frames of another form (link type 113): wanted bare packets, as on a TUN device'],
    [ethernet, 101, 'eth1 brings frames of another form (link type 101): wanted Ethernet frames'],
  ] as const)
    it(`with frames of link type ${linkType} is ${complaint === undefined ? 'opened' : 'closed again'} where ${facts.name} is meant`, async () => {
      let isClosed = false;
      const port = { linkType, close: () => Promise.resolve(void (isClosed = true)) } as NicPort;
      const opened = await openNodePort(facts, () => Promise.resolve(ok(port)));
      expect(opened.ok ? undefined : opened.error).to.deep.equal(complaint && { kind: 'link-lost', detail: complaint });
      expect(isClosed).to.equal(complaint !== undefined);
    });
});
