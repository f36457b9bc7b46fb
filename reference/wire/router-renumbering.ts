import { bits, flag, ipv6Address, recordsToEnd, rest, surplus, tlvs, u16, u32, u8, type NumberField } from './kit/field.js';
import { message, option, type Draft, type Value } from './kit/message.js';
import { tlvFamily, type TlvDraft, type TlvValue } from './kit/tlv.js';
import { icmpv6Header } from './icmpv6-header.js';
import { builder } from './layer-draft.js';
import { PROTOCOL } from './protocol-numbers.js';

const traits = { family: 'icmpv6', nextHeader: PROTOCOL.icmpv6 } as const;

const CODES = { 0: 'command', 1: 'result', 255: 'sequence number reset' };

/** RFC 2894 section 3.1: what all three messages begin with. */
const header = (code: number) => ({
  ...icmpv6Header(138),
  code: u8({ initial: code, words: CODES }),
  sequenceNumber: u32(),
  segmentNumber: u8(),
  test: flag({ title: 'T: test command' }),
  resultRequested: flag({ title: 'R: result requested' }),
  allInterfaces: flag({ title: 'A: all interfaces' }),
  siteSpecific: flag({ title: 'S: site-specific' }),
  processedPreviously: flag({ title: 'P: processed previously' }),
  reservedFlags: bits(3, { title: 'Reserved' }),
  maxDelay: u16({ unit: 'ms' }),
  reserved: u32(),
});

export const UsePrefixPart = message('usePrefixPart', 'RFC2894:3.2.1.2', {
  useLen: u8({ title: 'UseLen' }),
  keepLen: u8({ title: 'KeepLen' }),
  flagMask: u8({ title: 'FlagMask', hex: true }),
  raFlags: u8({ title: 'RAFlags', hex: true }),
  validLifetime: u32({ unit: 's' }),
  preferredLifetime: u32({ unit: 's' }),
  decrementValid: flag({ title: 'V: valid lifetime decrements' }),
  decrementPreferred: flag({ title: 'P: preferred lifetime decrements' }),
  reserved: bits(30),
  usePrefix: ipv6Address({ title: 'UsePrefix' }),
});
export type UsePrefixPart = Value<typeof UsePrefixPart>;
export type UsePrefixPartDraft = Draft<typeof UsePrefixPart>;

/** The first four octets of an operation, whatever its OpCode is. */
const operationHeader = (opCode: number): Readonly<Record<'opCode' | 'opLength' | 'ordinal' | 'matchLen', NumberField>> => ({
  opCode: u8({ initial: opCode, title: 'OpCode', words: { 1: 'ADD', 2: 'CHANGE', 3: 'SET-GLOBAL' } }),
  opLength: u8({ auto: 'length', title: 'OpLength', unit: 'x 8 octets' }),
  ordinal: u8(),
  matchLen: u8({ title: 'MatchLen' }),
});

const ofOpLength = { extent: { field: 'opLength', unit: 8, base: 0, fill: 'zeros' } } as const;

/** RFC 2894 sections 3.2.1.1 and 3.2.1.2: a Match-Prefix Part and any number of Use-Prefix Parts. */
const operation = <const N extends string>(name: N, opCode: number, title: string) =>
  option(
    name,
    'RFC2894:3.2.1',
    {
      ...operationHeader(opCode),
      minLen: u8({ title: 'MinLen' }),
      maxLen: u8({ title: 'MaxLen', initial: 128 }),
      reserved: u16(),
      matchPrefix: ipv6Address({ title: 'MatchPrefix' }),
      usePrefixes: recordsToEnd(UsePrefixPart, { title: 'Use-Prefix Parts' }),
    },
    { ...ofOpLength, title },
  );

export const AddOperation = operation('addOperation', 1, 'ADD operation');
export const ChangeOperation = operation('changeOperation', 2, 'CHANGE operation');
export const SetGlobalOperation = operation('setGlobalOperation', 3, 'SET-GLOBAL operation');

/** An operation of another OpCode, or whose OpLength is not of the form 4N+3. */
export const UnknownOperation = option(
  'unknownOperation',
  'RFC2894:3.2.1',
  { ...operationHeader(255), body: rest() },
  { ...ofOpLength, title: 'Unknown operation' },
);

/** The Prefix Control Operations of RFC 2894 section 3.2.1. */
export const PrefixControlOperations = tlvFamily(
  'prefixControlOperation',
  [AddOperation, ChangeOperation, SetGlobalOperation],
  UnknownOperation,
);
export type PrefixControlOperation = TlvValue<typeof PrefixControlOperations>;
export type PrefixControlOperationDraft = TlvDraft<typeof PrefixControlOperations>;
/** An operation that the three defined OpCodes describe. */
export type DefinedOperation = Exclude<PrefixControlOperation, { kind: 'unknownOperation' }>;

export const RouterRenumberingCommand = message(
  'routerRenumberingCommand',
  'RFC2894:3.2',
  { ...header(0), operations: tlvs(PrefixControlOperations, { title: 'Prefix Control Operations' }) },
  traits,
);
export type RouterRenumberingCommand = Value<typeof RouterRenumberingCommand>;
export type RouterRenumberingCommandDraft = Draft<typeof RouterRenumberingCommand>;
export const routerRenumberingCommand = builder(RouterRenumberingCommand);

export const MatchReport = message('matchReport', 'RFC2894:3.3', {
  reserved: bits(14),
  outOfBounds: flag({ title: 'B: a field of the operation is out of bounds' }),
  forbidden: flag({ title: 'F: a forbidden prefix was asked for' }),
  ordinal: u8(),
  matchedLen: u8({ title: 'MatchedLen' }),
  interfaceIndex: u32(),
  matchedPrefix: ipv6Address({ title: 'MatchedPrefix' }),
});
export type MatchReport = Value<typeof MatchReport>;
export type MatchReportDraft = Draft<typeof MatchReport>;

export const RouterRenumberingResult = message(
  'routerRenumberingResult',
  'RFC2894:3.3',
  { ...header(1), matchReports: recordsToEnd(MatchReport), surplus: surplus({ title: 'Octets beyond the format' }) },
  traits,
);
export type RouterRenumberingResult = Value<typeof RouterRenumberingResult>;
export type RouterRenumberingResultDraft = Draft<typeof RouterRenumberingResult>;
export const routerRenumberingResult = builder(RouterRenumberingResult);

/** RFC 2894 section 5: operations in it "will be ignored". */
export const SequenceNumberReset = message('sequenceNumberReset', 'RFC2894:5', { ...header(255), body: rest() }, traits);
export type SequenceNumberReset = Value<typeof SequenceNumberReset>;
export type SequenceNumberResetDraft = Draft<typeof SequenceNumberReset>;
export const sequenceNumberReset = builder(SequenceNumberReset);
