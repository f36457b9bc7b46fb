import { expect } from 'chai';
import { drive } from '../engine/drive.js';
import { linkLayerAddress } from '../net/link-layer-address.js';
import { minutes, seconds } from '../time.js';
import { arpEntry } from './arp-entry.js';
import { IPV4_CONSTANTS } from './constants.js';

const MAC = linkLayerAddress([2, 0, 0, 0, 0, 1]);
const packet = (n: number) => ({ octets: Uint8Array.of(n) });

const entry = () => drive(arpEntry, { dice: 'earliest', variables: IPV4_CONSTANTS });

describe('an entry of the address resolution cache', () => {
  it('asks once a second, three times, and tells of what waited', () => {
    const driven = entry();
    driven.command({ kind: 'transmit', packet: packet(1) });
    driven.advance(seconds(10));
    expect(driven.sentAt()).to.deep.equal([0, 1, 2].map(seconds));
    expect(driven.events().map(({ name }) => name)).to.deep.equal(['failed', 'forgotten']);
    expect(driven.state).to.deep.equal({ phase: 'none' });
    expect(driven.pendingTimers()).to.equal(0);
  });

  it('sends what waited, the newest few, once it knows the address', () => {
    const driven = entry();
    for (const n of [1, 2, 3, 4]) driven.command({ kind: 'transmit', packet: packet(n) });
    expect(driven.events().map(({ name }) => name)).to.deep.equal(['queue-overflow']);
    driven.receive({ linkLayerAddress: MAC });
    const sent = driven.sent().flatMap(({ frame }) => (frame.kind === 'packet' ? [frame.packet.octets[0]] : []));
    expect(sent).to.deep.equal([2, 3, 4]);
  });

  it('believes an address for a minute, and longer when it is told again', () => {
    const driven = entry();
    driven.receive({ linkLayerAddress: MAC });
    driven.advance(seconds(59));
    driven.receive({ linkLayerAddress: MAC });
    driven.advance(seconds(59));
    expect(driven.state.phase).to.equal('resolved');
    driven.advance(minutes(1));
    expect(driven.state.phase).to.equal('none');
  });
});
