import { expect } from 'chai';
import fc from 'fast-check';
import { at, drive, THREE_DICE, type Dice } from '../engine/drive.js';
import { address } from '../net/address.js';
import { linkLayerAddress } from '../net/link-layer-address.js';
import { milliseconds, seconds } from '../time.js';
import type { InterfaceVariables } from './interface-variables.js';
import { neighborEntry } from './neighbor-entry.js';
import type { NeighborMessage, NeighborPhase, PendingPacket } from './neighbor-state.js';
import { variablesFor } from './test-variables.js';

const SOURCE = address('fe80::1');
const OTHER_SOURCE = address('2001:db8::1');
const MAC = linkLayerAddress([2, 0, 0, 0, 0, 1]);
const NEW_MAC = linkLayerAddress([2, 0, 0, 0, 0, 2]);

const packet = (id: number, source = SOURCE): PendingPacket => ({ source, destination: address('fe80::99'), octets: Uint8Array.of(id) });

const advertisement = (flags: string, linkLayerAddress?: typeof MAC): NeighborMessage => ({
  kind: 'advertisement',
  router: flags.includes('R'),
  solicited: flags.includes('S'),
  override: flags.includes('O'),
  ...(linkLayerAddress && { linkLayerAddress }),
});

const entry = (variables: InterfaceVariables = variablesFor()) => drive(neighborEntry, { variables });
type Entry = ReturnType<typeof entry>;

/** Brings an entry from nothing to a phase, through inputs alone. */
function entryIn(phase: NeighborPhase, variables?: InterfaceVariables): Entry {
  const driven = entry(variables);
  if (phase === 'none') return driven;
  if (phase === 'incomplete' || phase === 'reachable') {
    driven.command({ kind: 'transmit', packet: packet(1) });
    if (phase === 'reachable') driven.receive(advertisement('S', MAC));
    return driven;
  }
  driven.receive({ kind: 'other', linkLayerAddress: MAC });
  if (phase === 'stale') return driven;
  driven.command({ kind: 'transmit', packet: packet(1) });
  if (phase === 'probe') driven.advance(seconds(5));
  return driven;
}

const cached = (driven: Entry) => ('linkLayerAddress' in driven.state ? driven.state.linkLayerAddress : undefined);
const sentPackets = (driven: Entry) =>
  driven.sent().flatMap(({ frame }) => (frame.kind === 'packet' ? [{ id: frame.packet.octets[0], to: frame.to }] : []));
const solicitations = (driven: Entry) =>
  driven.sent().flatMap(({ at, frame }) => (frame.kind === 'solicitation' ? [{ at, to: frame.to, source: frame.source }] : []));

describe('neighborEntry: address resolution', () => {
  for (const dice of THREE_DICE)
    it(`solicits three times a second apart, gives up after the last and returns the packets (dice ${dice})`, () => {
      const driven = drive(neighborEntry, { dice, variables: variablesFor() });
      driven.command({ kind: 'transmit', packet: packet(1) });
      driven.advance(seconds(60));
      expect(driven.sentAt()).to.deep.equal([0, 1, 2].map((s) => at(seconds(s))));
      expect(driven.state.phase).to.equal('none');
      expect(driven.events().at(-1)).to.deep.equal({ at: at(seconds(3)), name: 'resolution-failed', packets: [packet(1)] });
      expect(driven.pendingTimers()).to.equal(0);
    });

  it('follows RetransTimer and MAX_MULTICAST_SOLICIT', () => {
    const driven = entry(variablesFor({ retransTimer: seconds(5), set: { MAX_MULTICAST_SOLICIT: 2 } }));
    driven.command({ kind: 'transmit', packet: packet(1) });
    driven.advance(seconds(60));
    expect(driven.sentAt()).to.deep.equal([0, 5].map((s) => at(seconds(s))));
    expect(driven.events().at(-1)).to.include({ at: at(seconds(10)), name: 'resolution-failed' });
  });

  it('solicits with the source of the packet that asked, whatever comes later', () => {
    const driven = entry();
    driven.command({ kind: 'transmit', packet: packet(1) });
    driven.command({ kind: 'transmit', packet: packet(2, OTHER_SOURCE) });
    driven.advance(seconds(1));
    expect(solicitations(driven).map((s) => s.source)).to.deep.equal([SOURCE, SOURCE]);
  });

  it('keeps the latest packets and sends them in order once resolved', () => {
    const driven = entry();
    for (const id of [1, 2, 3, 4, 5]) driven.command({ kind: 'transmit', packet: packet(id) });
    expect(driven.events().filter((e) => e.name === 'queue-overflow')).to.have.length(2);
    driven.receive(advertisement('SO', MAC));
    expect(sentPackets(driven)).to.deep.equal([3, 4, 5].map((id) => ({ id, to: MAC })));
  });

  it('starts again with a new packet after a failure', () => {
    const driven = entryIn('incomplete');
    driven.advance(seconds(3));
    driven.command({ kind: 'transmit', packet: packet(2) });
    driven.advance(milliseconds(1));
    expect(driven.sentAt()).to.deep.equal([0, 1, 2, 3].map((s) => at(seconds(s))));
  });
});

describe('neighborEntry: received Neighbor Advertisements (section 7.2.5)', () => {
  const flagSets = ['', 'O', 'S', 'SO'];

  it('creates nothing', () => {
    for (const flags of flagSets) {
      const driven = entryIn('none');
      driven.receive(advertisement(flags, MAC));
      expect(driven.state.phase).to.equal('none');
    }
  });

  it('resolves an incomplete entry whatever the Override flag', () => {
    for (const flags of flagSets) {
      const driven = entryIn('incomplete');
      driven.receive(advertisement(flags, MAC));
      // The queued packet is the first packet sent to a STALE neighbour: section 7.3.3 moves on to DELAY.
      expect(driven.state.phase, flags).to.equal(flags.includes('S') ? 'reachable' : 'delay');
      expect(sentPackets(driven)).to.deep.equal([{ id: 1, to: MAC }]);
    }
  });

  it('does not resolve without a link-layer address', () => {
    const driven = entryIn('incomplete');
    driven.receive(advertisement('RSO'));
    driven.advance(seconds(1));
    expect(driven.state).to.include({ phase: 'incomplete', isRouter: false });
    expect(solicitations(driven)).to.have.length(2);
  });

  const known: readonly NeighborPhase[] = ['reachable', 'stale', 'delay', 'probe'];
  const addresses = { none: undefined, same: MAC, different: NEW_MAC } as const;

  for (const phase of known)
    for (const [which, supplied] of Object.entries(addresses))
      for (const flags of flagSets) {
        const solicited = flags.includes('S');
        const override = flags.includes('O');
        const differs = which === 'different';
        const ignored = differs && !override;
        const wantedPhase = ignored ? (phase === 'reachable' ? 'stale' : phase) : solicited ? 'reachable' : differs ? 'stale' : phase;
        const wantedMac = differs && override ? NEW_MAC : MAC;
        it(`${phase}, flags "${flags}", link-layer address ${which}: ${wantedPhase}`, () => {
          const driven = entryIn(phase);
          driven.receive(advertisement(flags, supplied));
          expect(driven.state.phase).to.equal(wantedPhase);
          expect(cached(driven)).to.deep.equal(wantedMac);
        });
        it(`${phase}, flags "R${flags}", link-layer address ${which}: ${ignored ? 'IsRouter kept' : 'IsRouter set, then cleared'}`, () => {
          const driven = entryIn(phase);
          driven.receive(advertisement(`R${flags}`, supplied));
          expect(driven.state).to.include({ isRouter: !ignored });
          if (ignored) return;
          driven.receive(advertisement(flags, supplied));
          expect(driven.state).to.include({ isRouter: false });
          expect(driven.events().filter((e) => e.name === 'router-became-host')).to.have.length(1);
        });
      }

  it('confirmation during DELAY suppresses the probe', () => {
    const driven = entryIn('delay');
    driven.advance(seconds(3));
    driven.receive(advertisement('S'));
    driven.advance(seconds(29));
    expect(solicitations(driven)).to.deep.equal([]);
  });

  it('a confirmed REACHABLE entry counts its time anew', () => {
    const driven = entryIn('reachable');
    driven.advance(seconds(20));
    driven.receive(advertisement('S'));
    driven.advance(seconds(29));
    expect(driven.state.phase).to.equal('reachable');
    driven.advance(seconds(1));
    expect(driven.state.phase).to.equal('stale');
  });
});

describe('neighborEntry: other messages with a link-layer address', () => {
  it('create a stale entry', () => {
    expect(entryIn('stale').state).to.deep.include({ phase: 'stale', linkLayerAddress: MAC, isRouter: false });
  });

  it('resolve an incomplete entry without confirming it', () => {
    const driven = entryIn('incomplete');
    driven.receive({ kind: 'other', linkLayerAddress: MAC });
    expect(driven.state.phase).to.equal('delay');
    expect(sentPackets(driven)).to.deep.equal([{ id: 1, to: MAC }]);
  });

  for (const phase of ['reachable', 'stale', 'delay', 'probe'] as const) {
    it(`${phase}: the same address changes nothing, another one makes the entry stale`, () => {
      const same = entryIn(phase);
      same.receive({ kind: 'other', linkLayerAddress: MAC });
      expect(same.state.phase).to.equal(phase);
      const different = entryIn(phase);
      different.receive({ kind: 'other', linkLayerAddress: NEW_MAC });
      expect(different.state).to.deep.include({ phase: 'stale', linkLayerAddress: NEW_MAC });
      expect(different.pendingTimers()).to.equal(0);
    });
    it(`${phase}: IsRouter is set by a Router Advertisement and untouched by a solicitation`, () => {
      const driven = entryIn(phase);
      driven.receive({ kind: 'other', linkLayerAddress: NEW_MAC, isRouter: true });
      driven.receive({ kind: 'other', linkLayerAddress: MAC });
      expect(driven.state).to.include({ isRouter: true });
    });
    it(`${phase}: a Router Advertisement without address sets IsRouter only`, () => {
      const driven = entryIn(phase);
      driven.command({ kind: 'is-router', isRouter: true });
      expect(driven.state).to.include({ phase, isRouter: true });
    });
  }
});

describe('neighborEntry: Neighbor Unreachability Detection (section 7.3)', () => {
  it('REACHABLE lasts ReachableTime and then waits for traffic', () => {
    const driven = entryIn('reachable', variablesFor({ reachableTime: seconds(12) }));
    driven.advance(seconds(11));
    expect(driven.state.phase).to.equal('reachable');
    driven.advance(seconds(60));
    expect(driven.state.phase).to.equal('stale');
    expect(solicitations(driven)).to.have.length(1);
    expect(driven.pendingTimers()).to.equal(0);
  });

  it('sends at once to a stale neighbour, probes it after 5 s, three times a second apart, then deletes it', () => {
    const driven = entryIn('stale', variablesFor({ with: { unreachableState: false } }));
    driven.command({ kind: 'transmit', packet: packet(1) });
    driven.command({ kind: 'transmit', packet: packet(2) });
    driven.advance(seconds(60));
    expect(driven.sentAt()).to.deep.equal([0, 0, 5, 6, 7].map((s) => at(seconds(s))));
    expect(solicitations(driven).map((s) => s.to)).to.deep.equal([MAC, MAC, MAC]);
    expect(driven.state.phase).to.equal('none');
    expect(driven.events().at(-1)).to.deep.equal({ at: at(seconds(8)), name: 'unreachable' });
  });

  it('keeps sending while it probes', () => {
    const driven = entryIn('probe');
    driven.command({ kind: 'transmit', packet: packet(7) });
    expect(sentPackets(driven).at(-1)).to.deep.equal({ id: 7, to: MAC });
  });

  it('a probe that is answered ends the probing', () => {
    const driven = entryIn('probe');
    driven.advance(milliseconds(1_500));
    driven.receive(advertisement('SO', MAC));
    driven.advance(seconds(29));
    expect(solicitations(driven)).to.have.length(2);
    expect(driven.state.phase).to.equal('reachable');
  });

  it('takes the advice of upper layers, but not about an incomplete entry', () => {
    for (const phase of ['reachable', 'stale', 'delay', 'probe'] as const) {
      const driven = entryIn(phase);
      driven.command({ kind: 'confirm' });
      expect(driven.state.phase).to.equal('reachable');
    }
    for (const phase of ['none', 'incomplete'] as const) {
      const driven = entryIn(phase);
      driven.command({ kind: 'confirm' });
      expect(driven.state.phase).to.equal(phase);
    }
  });

  for (const unreachableState of [true, false])
    it(`never solicits more often than once per RetransTimer, whatever happens (UNREACHABLE ${unreachableState})`, () => {
      const retransTimer = seconds(9);
      const input = fc.oneof(
        fc.constant({ kind: 'transmit' as const }),
        fc.constant({ kind: 'confirm' as const }),
        fc.constant({ kind: 'inquire' as const }),
        fc.record({
          kind: fc.constant('na' as const),
          flags: fc.constantFrom('', 'O', 'S', 'SO', 'R', 'RO'),
          mac: fc.constantFrom(MAC, NEW_MAC, undefined),
        }),
        fc.record({ kind: fc.constant('ns' as const), mac: fc.constantFrom(MAC, NEW_MAC) }),
        fc.record({ kind: fc.constant('wait' as const), ms: fc.nat(12_000) }),
      );
      fc.assert(
        fc.property(fc.array(input, { maxLength: 40 }), (inputs) => {
          const driven = entry(variablesFor({ retransTimer, reachableTime: seconds(4), with: { unreachableState } }));
          for (const i of inputs) {
            if (i.kind === 'transmit') driven.command({ kind: 'transmit', packet: packet(1) });
            else if (i.kind === 'inquire') driven.command({ kind: 'inquire', source: SOURCE });
            else if (i.kind === 'confirm') driven.command({ kind: 'confirm' });
            else if (i.kind === 'na') driven.receive(advertisement(i.flags, i.mac));
            else if (i.kind === 'ns') driven.receive({ kind: 'other', linkLayerAddress: i.mac });
            else driven.advance(milliseconds(i.ms));
          }
          const at = solicitations(driven).map((s) => s.at);
          for (let i = 1; i < at.length; i++) expect((at[i] ?? 0) - (at[i - 1] ?? 0)).to.be.at.least(retransTimer);
          expect(driven.pendingTimers()).to.be.at.most(1);
        }),
        { numRuns: 500 },
      );
    });
});

describe('neighborEntry: UNREACHABLE (RFC 7048 section 3)', () => {
  /** The third probe went unanswered at 8 s: one to a stale neighbour, a delay of 5 s, three probes. */
  const lost = (variables = variablesFor(), dice: Dice = 'earliest') => {
    const driven = drive(neighborEntry, { dice, variables });
    driven.receive({ kind: 'other', linkLayerAddress: MAC });
    driven.command({ kind: 'transmit', packet: packet(1) });
    driven.advance(seconds(8));
    return driven;
  };
  /** Seconds of the multicast solicitations while a packet is sent every half second. */
  const whileUsed = (driven: Entry, during: number) => {
    for (let halves = 0; halves < during * 2; halves++) {
      driven.command({ kind: 'transmit', packet: packet(2) });
      driven.advance(milliseconds(500));
    }
    return solicitations(driven).flatMap((s) => (s.to === undefined ? [s.at / 1_000_000] : []));
  };

  it('is entered after the last probe, with a multicast solicitation, and told', () => {
    const driven = lost();
    expect(driven.state).to.include({ phase: 'unreachable', isRouter: false });
    expect(solicitations(driven).map((s) => s.to)).to.deep.equal([MAC, MAC, MAC, undefined]);
    expect(driven.events().filter(({ name }) => name !== 'phase')).to.deep.equal([{ at: at(seconds(8)), name: 'unreachable' }]);
  });

  it('keeps the link-layer address in use', () => {
    const driven = lost();
    driven.command({ kind: 'transmit', packet: packet(5) });
    expect(sentPackets(driven).at(-1)).to.deep.equal({ id: 5, to: MAC });
  });

  for (const [dice, expected] of [
    ['earliest', [8, 9.5, 14, 27.5, 57.5, 87.5]],
    ['latest', [8, 12.5, 26, 66.5]],
  ] as const)
    it(`backs off up to a minute while packets are sent (dice ${dice})`, () => {
      expect(whileUsed(lost(variablesFor(), dice), 100)).to.deep.equal(expected);
    });

  it('a RetransTimer above the clamp counts', () => {
    const driven = lost(variablesFor({ retransTimer: seconds(100) }));
    const [first = 0, ...others] = whileUsed(driven, 510);
    expect(others.map((second) => second - first)).to.deep.equal([100, 200]);
  });

  it('stops soliciting when no packet is sent, and begins again with the next one', () => {
    const driven = lost();
    driven.advance(seconds(600));
    expect(solicitations(driven)).to.have.length(4);
    expect(driven.pendingTimers()).to.equal(0);
    driven.command({ kind: 'transmit', packet: packet(6) });
    expect(solicitations(driven).at(-1)).to.deep.include({ at: at(seconds(608)), to: undefined });
    expect(sentPackets(driven).at(-1)).to.deep.equal({ id: 6, to: MAC });
  });

  for (const [what, message, phase, mac] of [
    ['a solicited answer', advertisement('SO', NEW_MAC), 'reachable', NEW_MAC],
    ['a solicited answer that must not override', advertisement('S', NEW_MAC), 'unreachable', MAC],
    ['an unsolicited announcement of another address', advertisement('O', NEW_MAC), 'stale', NEW_MAC],
    ['an unsolicited announcement of the same address', advertisement('O', MAC), 'unreachable', MAC],
    ['a solicitation of the neighbour from another address', { kind: 'other', linkLayerAddress: NEW_MAC }, 'stale', NEW_MAC],
    ['a solicitation of the neighbour from the same address', { kind: 'other', linkLayerAddress: MAC }, 'unreachable', MAC],
  ] as const)
    it(`is left or not by ${what}`, () => {
      const driven = lost();
      driven.receive(message);
      expect(driven.state.phase).to.equal(phase);
      expect(cached(driven)).to.deep.equal(mac);
      if (phase === 'stale') expect(driven.pendingTimers()).to.equal(0);
    });

  it('is left by the advice of an upper layer', () => {
    const driven = lost();
    driven.command({ kind: 'confirm' });
    expect(driven.state.phase).to.equal('reachable');
  });
});

describe('neighborEntry: inquiries (RFC 4191 section 3.5)', () => {
  const inquire = { kind: 'inquire', source: SOURCE } as const;

  it('are one multicast solicitation for an unknown router, which leaves nothing behind', () => {
    const driven = entryIn('none');
    driven.command(inquire);
    driven.advance(seconds(10));
    expect(solicitations(driven)).to.deep.equal([{ at: at(seconds(0)), to: undefined, source: SOURCE }]);
    expect(driven.state.phase).to.equal('none');
  });

  it('find a router that answers', () => {
    const driven = entryIn('none');
    driven.command(inquire);
    driven.receive(advertisement('RS', MAC));
    expect(driven.state).to.include({ phase: 'reachable', isRouter: true });
  });

  it('become a resolution when a packet comes', () => {
    const driven = entryIn('none');
    driven.command(inquire);
    driven.command({ kind: 'transmit', packet: packet(3) });
    driven.advance(seconds(10));
    expect(driven.sentAt()).to.deep.equal([0, 1, 2].map((s) => at(seconds(s))));
    expect(driven.events().at(-1)).to.deep.equal({ at: at(seconds(3)), name: 'resolution-failed', packets: [packet(3)] });
  });

  it('of an UNREACHABLE router wait a minute since its last solicitation', () => {
    const driven = entryIn('probe');
    driven.advance(seconds(30));
    const before = solicitations(driven).length;
    driven.command(inquire);
    expect(solicitations(driven)).to.have.length(before);
    driven.advance(seconds(40));
    driven.command(inquire);
    driven.advance(seconds(40));
    expect(solicitations(driven)).to.have.length(before + 1);
    expect(driven.state.phase).to.equal('unreachable');
  });

  for (const phase of ['incomplete', 'reachable', 'stale', 'probe'] as const)
    it(`are not needed when the entry is ${phase}`, () => {
      const driven = entryIn(phase);
      const before = driven.sent().length;
      driven.command(inquire);
      expect(driven.sent()).to.have.length(before);
    });
});
