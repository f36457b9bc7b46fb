import { expect } from 'chai';
import { at, drive, THREE_DICE, type Dice } from '../engine/drive.js';
import { milliseconds, seconds } from '../time.js';
import type { Features } from './behaviour.js';
import { duplicateAddressDetection } from './duplicate-address-detection.js';
import { variablesFor } from './test-variables.js';

interface Given {
  readonly dice?: Dice;
  readonly delayed?: boolean;
  readonly transmits?: number;
  readonly with?: Partial<Features>;
}

const detect = (given: Given = {}) =>
  drive(duplicateAddressDetection({ delayed: given.delayed ?? false }), {
    dice: given.dice ?? 'earliest',
    variables: variablesFor({ dupAddrDetectTransmits: given.transmits ?? 1, ...(given.with && { with: given.with }) }),
  });

type Detection = ReturnType<typeof detect>;

const names = (driven: Detection) => driven.events().map(({ name }) => name);
const foreign = { kind: 'probe', fromOwnLinkLayerAddress: false } as const;
const lastNonce = (driven: Detection): Uint8Array => {
  const nonce = driven.sent().at(-1)?.frame.nonce;
  if (nonce === undefined) throw new Error('the last probe has no nonce');
  return nonce;
};

describe('duplicateAddressDetection', () => {
  const delays = { earliest: 0, latest: 1_000, 20_260: undefined } as const;
  for (const dice of THREE_DICE)
    it(`joins, probes once after a random delay, and finds the address unique RetransTimer later (dice ${dice})`, () => {
      const driven = detect({ dice, delayed: true });
      driven.advance(seconds(10));
      const [first = at(seconds(9))] = driven.sentAt();
      const wanted = delays[dice as keyof typeof delays];
      if (wanted === undefined) expect(first).to.be.within(0, 1_000_000);
      else expect(first).to.equal(at(milliseconds(wanted)));
      expect(driven.events()).to.deep.equal([
        { at: first, name: 'join' },
        { at: first + 1_000_000, name: 'unique' },
      ]);
      expect(driven.pendingTimers()).to.equal(0);
    });

  it('sends DupAddrDetectTransmits probes RetransTimer apart, each with a nonce of its own', () => {
    const driven = detect({ transmits: 3, dice: 5 });
    driven.advance(seconds(10));
    expect(driven.sentAt()).to.deep.equal([0, 1, 2].map((s) => at(seconds(s))));
    expect(driven.events().at(-1)).to.deep.equal({ at: at(seconds(3)), name: 'unique' });
    const nonces = driven.sent().map(({ frame }) => String(frame.nonce));
    expect(new Set(nonces).size).to.equal(3);
    expect(driven.sent()[0]?.frame.nonce).to.have.length(6);
  });

  it('is over at once when DupAddrDetectTransmits is zero', () => {
    const driven = detect({ transmits: 0, delayed: true });
    expect(names(driven)).to.deep.equal(['unique', 'join']);
    expect(driven.sent()).to.deep.equal([]);
  });

  it('sends no nonce when the feature is off', () => {
    expect(detect({ with: { enhancedDad: false } }).sent()).to.deep.equal([{ at: at(seconds(0)), frame: { kind: 'probe' } }]);
  });

  for (const [when, wait] of [
    ['in the random delay', 0],
    ['while probing', 1_500],
  ] as const) {
    it(`a probe of another node ${when} means duplicate`, () => {
      const driven = detect({ delayed: true, dice: 'latest' });
      driven.advance(milliseconds(wait));
      driven.receive(foreign);
      driven.advance(seconds(60));
      expect(names(driven).at(-1)).to.equal('duplicate');
      expect(driven.state.phase).to.equal('duplicate');
    });
    it(`an advertisement ${when} means duplicate`, () => {
      const driven = detect({ delayed: true, dice: 'latest' });
      driven.advance(milliseconds(wait));
      driven.receive({ kind: 'advertisement' });
      driven.advance(seconds(60));
      expect(driven.events().at(-1)).to.include({ name: 'duplicate', evidence: 'advertisement' });
      expect(driven.sent().length).to.be.at.most(1);
    });
  }

  it('a probe with another nonce means duplicate, from whatever link-layer address', () => {
    for (const fromOwnLinkLayerAddress of [true, false]) {
      const driven = detect();
      driven.receive({ kind: 'probe', nonce: Uint8Array.of(9, 9, 9, 9, 9, 9), fromOwnLinkLayerAddress });
      expect(driven.state.phase).to.equal('duplicate');
    }
  });

  it("without nonces the node's own link-layer address tells a looped-back probe, and nothing is repeated", () => {
    const driven = detect({ with: { enhancedDad: false } });
    driven.receive({ kind: 'probe', fromOwnLinkLayerAddress: true });
    driven.advance(seconds(60));
    expect(names(driven)).to.deep.equal(['join', 'looped-back', 'unique']);
    expect(driven.sent()).to.have.length(1);
  });

  it('a loop after the last probe brings MAX_MULTICAST_SOLICIT more, RetransTimer apart (RFC 7527 section 4.1)', () => {
    const driven = detect({ dice: 3 });
    driven.receive({ ...foreign, nonce: lastNonce(driven) });
    driven.advance(seconds(60));
    expect(driven.sentAt()).to.deep.equal([0, 1, 2, 3].map((s) => at(seconds(s))));
    expect(driven.events().at(-1)).to.deep.equal({ at: at(seconds(4)), name: 'unique' });
  });

  it('goes on probing as long as the loop lasts, and ends when it is gone', () => {
    const driven = detect({ dice: 3 });
    for (let i = 0; i < 10; i++) {
      driven.receive({ ...foreign, nonce: lastNonce(driven) });
      driven.advance(seconds(1));
    }
    expect(driven.state.phase).to.equal('probing');
    driven.advance(seconds(10));
    expect(driven.state.phase).to.equal('unique');
  });

  it('hears nothing more once it has decided', () => {
    const driven = detect();
    driven.advance(seconds(2));
    driven.receive(foreign);
    expect(driven.state.phase).to.equal('unique');
  });
});
