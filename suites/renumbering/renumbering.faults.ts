import type { PrefixControlOperation, UsePrefixPart } from '../../reference/wire/router-renumbering.js';
import { mishearing } from '../icmpv6/rewriters.js';
import { fault, faults, type Defect } from '../kit/faults.js';

const COMMAND = 'routerRenumberingCommand';

const operations = (change: (all: readonly PrefixControlOperation[]) => readonly PrefixControlOperation[]): Defect =>
  mishearing<readonly PrefixControlOperation[]>(`${COMMAND}.operations`, change);

type Known = Exclude<PrefixControlOperation, { readonly kind: 'unknownOperation' }>;

/** Each operation that the RFC defines is taken for another one. */
const eachOperation = (change: (one: Known) => PrefixControlOperation): Defect =>
  operations((all) => all.map((one) => (one.kind === 'unknownOperation' ? one : change(one))));

const eachPart = (change: (part: UsePrefixPart) => UsePrefixPart): Defect =>
  eachOperation((one) => ({ ...one, usePrefixes: one.usePrefixes.map(change) }));

const OP_CODES = { addOperation: 1, changeOperation: 2, setGlobalOperation: 3 } as const;

const takenFor = (from: Known['kind'], to: Known['kind']): Defect =>
  eachOperation((one) => (one.kind === from ? { ...one, kind: to, opCode: OP_CODES[to] } : one));

const always = (flag: string, value: boolean): Defect => mishearing(`${COMMAND}.${flag}`, () => value);

const unaskedResults = fault('sends a Result whether asked or not', always('resultRequested', true));
const onlyAdds = fault('adds New Prefixes and forgets what to delete', takenFor('changeOperation', 'addOperation'));
const noKeeping = fault(
  'keeps no bits of what matched',
  eachPart((part) => ({ ...part, keepLen: 0 })),
);
const fixedLifetimes = fault(
  'advertises fixed lifetimes',
  eachPart((part) => ({ ...part, decrementValid: false, decrementPreferred: false })),
);
const runningLifetimes = fault(
  'lets all lifetimes run down',
  eachPart((part) => ({ ...part, decrementValid: true, decrementPreferred: true })),
);

/** RFC 1982: what comes after the wrap is later. */
const AFTER_THE_WRAP = 1;
const BEFORE_THE_WRAP = 0xffff_fff0;
const asSerialNumber = fault(
  'compares SequenceNumbers as serial numbers',
  mishearing<number>(`${COMMAND}.sequenceNumber`, (number) => (number === AFTER_THE_WRAP ? BEFORE_THE_WRAP + 1 : number)),
);

faults('renumbering', {
  'result.unasked': unaskedResults,
  'duplicate.silent': unaskedResults,
  'test.no-result': unaskedResults,
  'reset.no-result': fault(
    'sends a Result for every reset',
    mishearing('sequenceNumberReset.resultRequested', () => true),
  ),
  'sequence.unsigned': asSerialNumber,
  'sequence.high': fault(
    'takes a SequenceNumber far ahead for an old one',
    mishearing<number>(`${COMMAND}.sequenceNumber`, (number) => (number === BEFORE_THE_WRAP ? 0 : number)),
  ),
  'operation.change': onlyAdds,
  'operation.change-delete': onlyAdds,
  'operation.deletes-addresses': onlyAdds,
  'operation.set-global': fault('replaces the Matched Prefix alone', takenFor('setGlobalOperation', 'changeOperation')),
  'operation.set-global-delete': fault('deletes the Matched Prefix alone', takenFor('setGlobalOperation', 'changeOperation')),
  'operation.add': fault('replaces where it should add', takenFor('addOperation', 'changeOperation')),
  'operation.min-length': fault(
    'pays no heed to MinLen',
    eachOperation((one) => ({ ...one, minLen: 0 })),
  ),
  'operation.max-length': fault(
    'pays no heed to MaxLen',
    eachOperation((one) => ({ ...one, maxLen: 128 })),
  ),
  'operation.match-last-bit': fault(
    'compares one bit too few',
    eachOperation((one) => ({ ...one, matchLen: Math.max(0, one.matchLen - 1) })),
  ),
  'operation.match-other-address': fault(
    'compares no addresses',
    eachOperation((one) => ({ ...one, matchLen: Math.min(64, one.matchLen) })),
  ),
  'operation.order': fault(
    'begins with the last operation',
    operations((all) => [...all].reverse()),
  ),
  'new-prefix.keep-8': noKeeping,
  'new-prefix.keep-4': noKeeping,
  'new-prefix.keep-of-address': noKeeping,
  'new-prefix.flags-copied': fault(
    'takes all flags from RAFlags',
    eachPart((part) => ({ ...part, flagMask: 0xff })),
  ),
  'new-prefix.flags-set': fault(
    'copies all flags',
    eachPart((part) => ({ ...part, flagMask: 0 })),
  ),
  'new-prefix.flags-on-link': fault(
    'takes flags from RAFlags all or none',
    eachPart((part) => ({ ...part, flagMask: 0xff })),
  ),
  'new-prefix.flags-autonomous': fault(
    'takes flags from RAFlags all or none',
    eachPart((part) => ({ ...part, flagMask: 0xff })),
  ),
  'new-prefix.lifetimes-finite': runningLifetimes,
  'new-prefix.decrement-both': fixedLifetimes,
  'new-prefix.decrement-valid': [fixedLifetimes, runningLifetimes],
  'new-prefix.decrement-preferred': [fixedLifetimes, runningLifetimes],
  'test.changes-nothing': fault('performs Test commands', always('test', false)),
  'shut-down.left-alone': fault('pays no heed to A', always('allInterfaces', true)),
  'shut-down.all-interfaces': fault('never touches an interface that is shut down', always('allInterfaces', false)),
  'delay.within-2000': fault(
    'lets the delay grow to thirty times MaxDelay',
    mishearing<number>(`${COMMAND}.maxDelay`, (delay) => Math.min(0xffff, delay * 30)),
  ),
  'delay.random': fault(
    'answers at once',
    mishearing(`${COMMAND}.maxDelay`, () => 0),
  ),
});
