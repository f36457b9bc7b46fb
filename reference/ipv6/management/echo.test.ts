import { expect } from 'chai';
import { address, type Address } from '../../net/address.js';
import { BEHIND, FAR_SIDE, NEAR, NEAR_PEER, REJECTED, routerBench, type RouterBench } from '../../router-bench.js';
import type { EchoAnswer, EchoConversation } from '../../node.js';
import { seconds } from '../../time.js';
import { layer } from '../../wire/frame.js';
import { destinationUnreachable, EchoRequest, echoReply, packetTooBig } from '../../wire/icmpv6.js';
import { Ipv6, ipv6 } from '../../wire/ipv6.js';
import { ECHO_CLIENT_LIMIT } from '../echo-clients.js';

interface Pinging {
  readonly bench: RouterBench;
  readonly answers: EchoAnswer[];
  send(destination: Address, more?: { readonly source?: Address; readonly hopLimit?: number; readonly link?: string }): string;
  readonly conversation: EchoConversation;
}

function pinging(bench = routerBench()): Pinging {
  const answers: EchoAnswer[] = [];
  const opened = bench.node.ping((answer) => answers.push(answer));
  if (!opened.ok) throw new Error(opened.error);
  let sequence = 0;
  return {
    bench,
    answers,
    conversation: opened.value,
    send(destination, more = {}) {
      const sent = opened.value.send({ destination, sequence: ++sequence, data: Uint8Array.of(1, 2, 3), ...more });
      bench.advance(seconds(0));
      return sent.ok ? 'sent' : sent.error;
    },
  };
}

const lastSent = ({ bench }: Pinging) => {
  const { decoded, octets } = bench.heard.at(-1)!;
  return { packet: octets.subarray(14), request: layer(decoded, EchoRequest)!, header: layer(decoded, Ipv6)! };
};

describe('a conversation of Echo Requests', () => {
  it('hears the replies to its own requests alone', () => {
    const ping = pinging();
    const other = pinging(ping.bench);
    expect(ping.send(NEAR_PEER, { hopLimit: 9 })).to.equal('sent');
    const { request, header } = lastSent(ping);
    expect(header).to.include({ hopLimit: 9 });
    const { identifier, sequence, data } = request;
    ping.bench.send(NEAR, [ipv6({ source: NEAR_PEER, destination: NEAR, hopLimit: 63 }), echoReply({ identifier, sequence, data })]);
    expect(ping.answers).to.have.length(1);
    expect(ping.answers[0]).to.deep.include({ kind: 'reply', source: NEAR_PEER, hopLimit: 63, sequence: 1, link: 'link0' });
    expect(other.answers).to.deep.equal([]);
    ping.conversation.close();
    ping.bench.send(NEAR, [ipv6({ source: NEAR_PEER, destination: NEAR }), echoReply({ identifier, sequence, data })]);
    expect(ping.answers).to.have.length(1);
  });

  it('hears the errors that quote them, and not those about packets of others', () => {
    const ping = pinging();
    ping.send(NEAR_PEER);
    const { packet, request } = lastSent(ping);
    const error = (quoted: Uint8Array): void => {
      ping.bench.send(NEAR, [ipv6({ source: NEAR_PEER, destination: NEAR }), packetTooBig({ mtu: 1400, invokingPacket: quoted })]);
    };
    error(packet);
    expect(ping.answers).to.deep.equal([{ kind: 'error', source: NEAR_PEER, sequence: request.sequence, type: 2, code: 0, mtu: 1400 }]);
    const foreign = Uint8Array.from(packet);
    foreign[23] = 0x77;
    error(foreign);
    expect(ping.answers).to.have.length(1);
    ping.bench.send(NEAR, [ipv6({ source: NEAR_PEER, destination: NEAR }), destinationUnreachable({ code: 3, invokingPacket: packet })]);
    expect(ping.answers[1]).to.deep.include({ kind: 'error', type: 1, code: 3 });
  });

  it('hears that the next hop does not answer', () => {
    const ping = pinging();
    expect(ping.send(BEHIND)).to.equal('sent');
    ping.bench.advance(seconds(5));
    expect(ping.answers).to.deep.equal([{ kind: 'unreachable', sequence: 1 }]);
  });

  it('answers itself for an address of the node', () => {
    const ping = pinging();
    ping.send(FAR_SIDE);
    expect(ping.answers.map(({ kind }) => kind)).to.deep.equal(['reply']);
  });

  it('says why a request cannot leave', () => {
    const ping = pinging();
    expect(ping.send(REJECTED)).to.equal('no route to host');
    expect(ping.send(address('2001:db8:ffff::1'))).to.equal('no route to host');
    expect(ping.send(address('fe80::1'))).to.equal('no route to host');
    expect(ping.send(address('fe80::1'), { link: 'link0' })).to.equal('sent');
    expect(ping.send(NEAR_PEER, { source: address('2001:db8::99') })).to.equal("can't assign requested address");
    ping.bench.node.command({ kind: 'interface-down', link: 'link0' });
    expect(ping.send(address('fe80::1'), { link: 'link0' })).to.equal('link0 is down');
  });

  it('is one of a bounded number, each with its own identifier', () => {
    const bench = routerBench();
    const all = Array.from({ length: ECHO_CLIENT_LIMIT }, () => pinging(bench));
    expect(bench.node.ping(() => undefined)).to.deep.equal({ ok: false, error: 'too many pings at a time' });
    const identifiers = all.map((one) => {
      one.send(NEAR_PEER);
      return lastSent(one).request.identifier;
    });
    expect(new Set(identifiers).size).to.equal(ECHO_CLIENT_LIMIT);
    all[0]?.conversation.close();
    expect(bench.node.ping(() => undefined).ok).to.equal(true);
  });
});
