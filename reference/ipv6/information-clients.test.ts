import { expect } from 'chai';
import { address } from '../net/address.js';
import { PEER, settledNode } from '../settled-node.js';
import { milliseconds } from '../time.js';
import { layer } from '../wire/frame.js';
import { packetTooBig } from '../wire/icmpv6.js';
import { ipv6 } from '../wire/ipv6.js';
import { NodeInformationQuery, nodeInformationReply } from '../wire/node-information.js';
import { INFORMATION_QUERY_LIMIT, InformationClients, type InformationAnswer } from './information-clients.js';

const nonceOf = (n: number): Uint8Array => Uint8Array.of(n >> 8, n & 0xff, 0, 0, 0, 0, 0, 0);
const unreachable = (sequence: number): InformationAnswer => ({ kind: 'unreachable', sequence });

describe('those who wait for Node Information Replies', () => {
  it('are told by nonce, until they close', () => {
    const clients = new InformationClients();
    const told: string[] = [];
    const [one, other] = ['one', 'other'].map((name) => clients.open(({ sequence }) => told.push(`${name} ${sequence}`)));
    one?.asks(nonceOf(1), 7);
    other?.asks(nonceOf(2), 8);
    for (const nonce of [2, 1, 3]) clients.answered(nonceOf(nonce), unreachable);
    expect(told).to.deep.equal(['other 8', 'one 7']);
    one?.close();
    clients.answered(nonceOf(1), unreachable);
    expect(told).to.have.length(2);
    expect([1, 2].map((nonce) => clients.isAwaited(nonceOf(nonce)))).to.deep.equal([false, true]);
  });

  it(`wait for ${INFORMATION_QUERY_LIMIT} queries at most: the oldest are given up`, () => {
    const clients = new InformationClients();
    const client = clients.open(() => undefined);
    for (let n = 0; n < INFORMATION_QUERY_LIMIT + 2; n++) client.asks(nonceOf(n), n);
    expect([0, 1, 2, INFORMATION_QUERY_LIMIT + 1].map((n) => clients.isAwaited(nonceOf(n)))).to.deep.equal([false, false, true, true]);
  });
});

describe('Node Information Queries that the node sends', () => {
  const asking = (destination = PEER) => {
    const bench = settledNode({ dice: 'latest' });
    const told: InformationAnswer[] = [];
    const inquiry = bench.node.inquire((answer) => told.push(answer));
    inquiry.send({ destination, sequence: 3, question: { about: 'name' } });
    bench.advance(milliseconds(1));
    const sent = bench.heard.find(({ decoded }) => layer(decoded, NodeInformationQuery) !== undefined);
    return { bench, told, inquiry, sent, query: sent && layer(sent.decoded, NodeInformationQuery) };
  };

  it('are answered for whoever asked, on a node that answers nobody itself', () => {
    const { bench, told, inquiry, query } = asking();
    const destination = bench.node.interfaces()[0]!.addresses[0]!.address;
    const reply = nodeInformationReply({ nonce: query!.nonce, code: 1, qtype: 2 });
    bench.send(destination, [ipv6({ source: PEER, destination }), reply]);
    expect(told).to.have.length(1);
    expect(told[0]).to.deep.include({ kind: 'reply', sequence: 3, source: PEER, link: 'link0', octets: 16 });
    inquiry.close();
    bench.send(destination, [ipv6({ source: PEER, destination }), reply]);
    expect(told).to.have.length(1);
  });

  it('fail with the ICMPv6 error that quotes them', () => {
    const { bench, told, sent } = asking();
    const destination = bench.node.interfaces()[0]!.addresses[0]!.address;
    const error = packetTooBig({ mtu: 1280, invokingPacket: sent!.octets.subarray(14) });
    bench.send(destination, [ipv6({ source: PEER, destination }), error]);
    expect(told).to.deep.equal([{ kind: 'error', source: PEER, type: 2, code: 0, mtu: 1280, sequence: 3 }]);
  });

  it('cannot leave without a route, by an interface that is not there or from a foreign address', () => {
    const inquiry = settledNode().node.inquire(() => undefined);
    const question = { about: 'name' } as const;
    expect(inquiry.send({ destination: PEER, link: 'link9', sequence: 0, question })).to.deep.include({
      ok: false,
      error: 'no route to host',
    });
    expect(inquiry.send({ destination: PEER, source: address('fe80::77'), sequence: 0, question })).to.deep.include({
      ok: false,
      error: "can't assign requested address",
    });
  });
});
