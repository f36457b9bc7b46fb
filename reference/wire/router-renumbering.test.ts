import { expect } from 'chai';
import { address } from '../net/address.js';
import { concat, fromHex, hex } from '../net/octets.js';
import { decodePacket } from './decode-frame.js';
import { frame } from './frame-draft.js';
import { ipv6 } from './ipv6.js';
import { raw } from './layer-draft.js';
import {
  routerRenumberingCommand,
  RouterRenumberingCommand,
  RouterRenumberingResult,
  routerRenumberingResult,
  sequenceNumberReset,
} from './router-renumbering.js';
import { unknownIcmpv6 } from './icmpv6.js';
import { valueAt } from './paths.js';

const OLD = address('2001:db8:1::');
const NEW = address('2001:db8:2::');

describe('router renumbering messages', () => {
  it('hold operations with as many Use-Prefix Parts as OpLength says', () => {
    const octets = RouterRenumberingCommand.encode({
      sequenceNumber: 9,
      resultRequested: true,
      allInterfaces: true,
      maxDelay: 1000,
      operations: [
        { kind: 'changeOperation', ordinal: 1, matchLen: 64, matchPrefix: OLD, usePrefixes: [{ useLen: 64, usePrefix: NEW }, {}] },
        { kind: 'addOperation', ordinal: 2 },
      ],
    });
    const part = `40000000 00000000 00000000 00000000 ${hex(NEW)}`;
    const wanted = `8a000000 00000009 006003e8 00000000 020b0140 00800000 ${hex(OLD)} ${part} ${'00'.repeat(32)} 01030200 00800000 ${'00'.repeat(16)}`;
    expect(hex(octets)).to.equal(wanted.replaceAll(' ', ''));
    const got = RouterRenumberingCommand.decode(octets);
    expect(got.ok && got.value.operations.map((one) => one.opLength)).to.deep.equal([11, 3]);
    expect(got).to.have.nested.property('value.operations[0].usePrefixes.length', 2);
  });

  it('are told apart by their code', () => {
    const nameOf = (layer: ReturnType<typeof raw>) => decodePacket(frame(ipv6({}), layer).octets).layers[1]?.name;
    expect(nameOf(routerRenumberingCommand({}))).to.equal('routerRenumberingCommand');
    expect(nameOf(routerRenumberingResult({}))).to.equal('routerRenumberingResult');
    expect(nameOf(sequenceNumberReset({}))).to.equal('sequenceNumberReset');
    expect(nameOf(unknownIcmpv6({ type: 138, code: 2, body: new Uint8Array(12) }))).to.equal('unknownIcmpv6');
    expect(nameOf(raw(Uint8Array.of(138), 58))).to.equal('unknownIcmpv6');
  });

  it('know no operation whose OpLength is not of the form 4N+3, and go on behind it', () => {
    const octets = RouterRenumberingCommand.encode({
      operations: [
        { kind: 'addOperation', opLength: 5, ordinal: 1 },
        { kind: 'addOperation', ordinal: 2 },
      ],
    });
    const padded = concat(octets.subarray(0, 40), new Uint8Array(16), octets.subarray(40));
    const got = RouterRenumberingCommand.decode(padded);
    expect(got.ok && got.value.operations.map(({ kind, ordinal }) => [kind, ordinal])).to.deep.equal([
      ['unknownOperation', 1],
      ['addOperation', 2],
    ]);
  });

  it('locate the operation whose OpLength goes beyond the message, or is zero', () => {
    for (const opLength of [0, 4, 255]) {
      const octets = RouterRenumberingCommand.encode({ operations: [{ kind: 'addOperation' }, { kind: 'addOperation', opLength }] });
      const got = RouterRenumberingCommand.decode(octets);
      expect(got.ok, `${opLength}`).to.equal(false);
      expect(got).to.have.nested.property('error.partial.operations.length', 1);
      expect(got)
        .to.have.nested.property('error.path')
        .that.matches(/^routerRenumberingCommand\.operations\[1\]/);
    }
  });

  it('hold as many Match Reports as fit, and what comes after them', () => {
    const octets = RouterRenumberingResult.encode({
      matchReports: [{ ordinal: 1 }, { outOfBounds: true, forbidden: true, ordinal: 2, interfaceIndex: 7 }],
      surplus: fromHex('99'),
    });
    expect(hex(octets.subarray(16))).to.equal(
      `0000 01 00 ${'00'.repeat(20)} 0003 02 00 00000007 ${'00'.repeat(16)} 99`.replaceAll(' ', ''),
    );
    const got = RouterRenumberingResult.decode(octets);
    expect(got.ok && got.value.matchReports.map(({ ordinal }) => ordinal)).to.deep.equal([1, 2]);
    expect(got.ok && got.value.surplus).to.deep.equal(fromHex('99'));
  });

  it('say where a field of a Use-Prefix Part stands', () => {
    const built = frame(
      ipv6({}),
      routerRenumberingCommand({ operations: [{ kind: 'addOperation' }, { kind: 'addOperation', usePrefixes: [{}, { raFlags: 0x40 }] }] }),
    );
    const got = valueAt(decodePacket(built.packet), 'routerRenumberingCommand.operations[1].usePrefixes[1].raFlags');
    expect(got).to.deep.include({ found: true, value: 0x40, offset: 40 + 16 + 24 + 24 + 32 + 3, octets: 1 });
  });
});
