import type { NodeEnvironment } from '../../engine/environment.js';
import { runMachine, type RunningMachine } from '../../engine/run-machine.js';
import { formatAddress, isUnspecified } from '../../net/address.js';
import { formatPrefix } from '../../net/prefix.js';
import type { Layer } from '../../wire/frame.js';
import {
  MatchReport,
  routerRenumberingResult,
  RouterRenumberingCommand,
  RouterRenumberingResult,
  SequenceNumberReset,
  type MatchReportDraft,
} from '../../wire/router-renumbering.js';
import type { Ipv6Constants } from '../constants.js';
import { answerSource } from '../output.js';
import type { Ipv6Interface, ReceivedPacket, RenumberingService } from '../services.js';
import { ordinalOfRest, outOfBounds, type CheckedOperation } from './bounds-check.js';
import { commandRecord, standingOf, type Accepted, type CommandRecord, type Result } from './command-record.js';
import { execute } from './execution.js';
import { isAddressed, validated, type RenumberingMessage } from './header-check.js';
import { configurationOf, takeOver } from './interface-prefixes.js';
import { isForbidden } from './new-prefix.js';

type Record = RunningMachine<CommandRecord, Accepted, never>;

/** As many as fit the largest packet. */
const MOST_REPORTS = Math.floor((0xffff - RouterRenumberingResult.encode().length) / MatchReport.encode().length);

const RECORDED_SEQUENCE_NUMBER = 'recordedSequenceNumber';
const THIRTY_TWO_BITS = 0xffff_ffff;

/** What cannot be read counts as lost, as without storage. */
function recordedBefore({ nonVolatile }: NodeEnvironment): number {
  const number = Number(nonVolatile?.read(RECORDED_SEQUENCE_NUMBER));
  return Number.isInteger(number) && number >= 0 && number <= THIRTY_TWO_BITS ? number : 0;
}

export interface RenumberingSurroundings {
  readonly environment: NodeEnvironment;
  readonly constants: Ipv6Constants;
  readonly interfaces: () => Iterable<Ipv6Interface>;
}

/**
 * Router Renumbering, the side of the router (RFC 2894). Section 3 has every Command authenticated by IP Security; this node
 * has none yet, so it accepts Commands only where management says that anybody may give them.
 */
export class RouterRenumbering implements RenumberingService {
  readonly #around: RenumberingSurroundings;
  #record: Record | undefined;

  constructor(around: RenumberingSurroundings) {
    this.#around = around;
  }

  get recordedSequenceNumber(): number | undefined {
    return this.#record?.state.recordedSequenceNumber;
  }

  /** As configured: what was recorded before the node restarted still counts (RFC 2894 section 2.1). */
  resume(): void {
    this.#begin(recordedBefore(this.#around.environment));
  }

  accept(): void {
    this.#begin(0);
    this.#keep();
  }

  refuse(): void {
    this.#record?.stop();
    this.#record = undefined;
  }

  #begin(recorded: number): void {
    this.refuse();
    const { environment, constants } = this.#around;
    this.#record = runMachine(commandRecord(recorded), {
      now: () => environment.now(),
      schedule: (at, action) => environment.schedule(at, action),
      random: environment.random,
      variables: () => constants,
      send: (result) => this.#send(result),
      event: ({ name }) => {
        environment.event({ name: `renumbering-${name}`, detail: `${this.recordedSequenceNumber ?? 0}` });
        this.#keep();
      },
    });
  }

  #keep(): void {
    const number = this.recordedSequenceNumber;
    if (number !== undefined) this.#around.environment.nonVolatile?.write(RECORDED_SEQUENCE_NUMBER, `${number}`);
  }

  isFor({ variables }: Ipv6Interface, { message }: Layer): boolean {
    const isKnown = message === RouterRenumberingCommand || message === RouterRenumberingResult || message === SequenceNumberReset;
    return isKnown && variables.isRouter && this.#record !== undefined;
  }

  receive(packet: ReceivedPacket, layer: Layer): void {
    const record = this.#record;
    const message = validated(packet, layer);
    if (record === undefined || message === undefined || !isAddressed(packet)) return;
    const { header } = message;
    const { context, name } = packet.iface;
    const which = `${header.sequenceNumber} segment ${header.segmentNumber}`;
    const standing = standingOf(header, record.state);
    if (standing === 'old' && context.refuse('renumbering-sequence', name, which)) return;
    const from = { link: name, source: packet.source, destination: packet.destination };
    if (standing === 'duplicate' && context.refuse('renumbering-duplicate', name, which))
      return record.receive({ kind: 'duplicate', header, from, reports: [] });
    if (message.kind === 'reset') return record.receive({ kind: 'reset', header, from, reports: [] });
    record.receive({ kind: 'command', header, from, reports: this.#perform(packet, message) });
  }

  /** RFC 2894 sections 4.2 and 4.3: on every interface to which the A flag lets the Command apply. This node knows no sites, so S is ignored. */
  #perform(packet: ReceivedPacket, { header, operations, rest }: RenumberingMessage): readonly MatchReportDraft[] {
    const { context, name } = packet.iface;
    // Section 4.2: simulated for nobody, so it "MAY be discarded without further processing".
    if (header.test && !header.resultRequested) return [];
    const checked = operations.map((operation): CheckedOperation => {
      const why = outOfBounds(operation);
      const isRefused = why !== undefined && context.refuse('renumbering-operation-bounds', name, why);
      if (isRefused || operation.kind === 'unknownOperation') return { kind: 'out-of-bounds', ordinal: operation.ordinal };
      return { kind: 'performed', operation };
    });
    const cut = rest && ordinalOfRest(rest);
    if (rest !== undefined) context.refuse('renumbering-operation-bounds', name, `OpLength ${rest[1] ?? 'missing'}`);
    const ordinals = checked.flatMap((one) => (one.kind === 'out-of-bounds' ? [one.ordinal] : []));
    const bounds = [...ordinals, ...(cut === undefined ? [] : [cut])].map((ordinal) => ({ ordinal, outOfBounds: true }));
    const reports = [...this.#around.interfaces()].flatMap((iface) => {
      if (iface.state === 'down' && !header.allInterfaces) return [];
      return this.#performOn(iface, checked, header.test);
    });
    return [...bounds, ...reports];
  }

  #performOn(iface: Ipv6Interface, checked: readonly CheckedOperation[], isTest: boolean): readonly MatchReportDraft[] {
    const { context, name } = iface;
    const before = configurationOf(iface);
    const { configuration, reports, refused } = execute(checked, before, {
      interfaceIndex: iface.index,
      identifierIn: (prefix) => iface.autoconfiguration.identifierIn(prefix),
      forbids: (prefix) => isForbidden(prefix) && context.refuse('renumbering-prefix-forbidden', name, formatPrefix(prefix)),
      prefixLimit: iface.variables.constants.RENUMBERED_PREFIX_LIMIT,
    });
    if (refused > 0) context.count('renumbering.prefixes-refused', refused);
    if (isTest || configuration === before) return reports;
    takeOver(iface, before, configuration);
    context.event('renumbered', name, configuration.prefixes.map(({ prefix }) => formatPrefix(prefix)).join(' '));
    return reports;
  }

  /**
   * Section 3.3: a Result that does not fit "SHOULD be fragmented to the IPv6 minimum required MTU". It comes from the
   * address that was asked (RFC 4443 section 2.2), if the Command has left it there.
   */
  #send({ header, processedPreviously, reports, to }: Result): void {
    const iface = [...this.#around.interfaces()].find(({ name }) => name === to.link);
    if (iface === undefined) return;
    // Nobody can be answered at the unspecified address.
    if (isUnspecified(to.source)) return void iface.context.refuse('renumbering-source', iface.name, formatAddress(to.source));
    if (reports.length > MOST_REPORTS) iface.context.count('renumbering.reports-left-out', reports.length - MOST_REPORTS);
    const source = answerSource(iface, to);
    iface.output.send({
      destination: to.source,
      ...(source && { source }),
      largest: iface.variables.constants.MINIMUM_MTU,
      layers: [routerRenumberingResult({ ...header, processedPreviously, matchReports: reports.slice(0, MOST_REPORTS) })],
    });
  }
}
