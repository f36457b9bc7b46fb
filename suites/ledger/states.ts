import { implied, open, outOfScope, untestable } from './lines.js';

/** Reasons that several ledger lines share. */
export const transportSuite = open('needs a TCP connection of the tester, which the bench does not offer yet');
export const passive = outOfScope(
  'a rule about every frame that a device ever sends: the passive rules judge it in every capture, no single test can',
);
export const neverFails = outOfScope('nothing that a device does here would fail it, so there is nothing to judge');
export const invisible = untestable('happens inside the device; no frame shows it');
export const setting = untestable('a setting of the device; no frame shows it');
export const hoursOfSamples = untestable('a value drawn anew cannot be told from the old one without samples over many hours');
export const endless = untestable('that something never happens takes for ever to see');
export const roleUnseen = untestable(
  'that it never happens takes for ever to see, and no frame of a capture shows that its sender is a host',
);
export const matrix = implied('the rows of the matrix above expect what the body says');
export const byStateRows = implied('checked inside the tests of neighbouring lines, which record it under this line');
export const seenByNud = implied('the test of the same rule in RFC 7048 shows it (nud-7048-redirect-entry)');
export const fragmentedDiscovery = implied('the lines ns-frag, na-frag, ra-frag and redirect-frag of the same section show it');
export const noSuchPacket = untestable('no action makes a device send a packet with several extension headers');
