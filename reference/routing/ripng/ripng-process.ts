import { runMachine, type RunningMachine } from '../../engine/run-machine.js';
import type { Route } from '../../ipv6/forwarding/routing-table.js';
import { sameAddress, UNSPECIFIED } from '../../net/address.js';
import { prefixKey, type Prefix } from '../../net/prefix.js';
import { failed, ok, type Result } from '../../net/result.js';
import type { Instant } from '../../time.js';
import type { Datagram, UdpSocket } from '../../transport/udp/udp-service.js';
import { Ripng, type RouteTableEntry } from '../../wire/ripng.js';
import type { Offer } from './learned-route.js';
import { ALL_RIP_ROUTERS, INFINITY, REQUEST, RESPONSE, RIPNG_PORT } from './constants.js';
import { GivenRoutes } from './given-routes.js';
import { OwnRoutes } from './own-routes.js';
import { RequestAnswers } from './request-answers.js';
import { wholeTableRequest } from './request-input.js';
import { isAcceptable, offersOf } from './response-input.js';
import { RipngOutput } from './ripng-output.js';
import { RipngTable, type OwnRoute, type RipngRoute } from './ripng-table.js';
import type { RipngInterfaceSettings, RipngSettings } from './settings.js';
import type { RipngSurroundings } from './surroundings.js';
import { updateSchedule, type Trigger, type UpdateEvent, type UpdateSchedule } from './update-schedule.js';

const VERSION = 1;

/** RIPng on a router (RFC 2080): it learns routes from neighbours, gives those it uses to the node, and tells neighbours of all. */
export class RipngProcess {
  readonly #around: RipngSurroundings;
  readonly #settings: RipngSettings;
  readonly #table: RipngTable;
  readonly #given: GivenRoutes;
  readonly #own: OwnRoutes;
  readonly #socket: UdpSocket;
  readonly #output: RipngOutput;
  readonly #answers: RequestAnswers;
  readonly #schedule: RunningMachine<UpdateSchedule, never, Trigger>;
  #unwatch: readonly (() => void)[] = [];
  #pending: PendingTrigger | undefined;

  /** A process that has the RIPng port, and has not begun; the text says why it cannot. */
  static open(around: RipngSurroundings, settings: RipngSettings): Result<RipngProcess, string> {
    const bound = around.udp.bind(
      // Section 2.1: messages are as large as the MTU of the link lets them be, and no packet of them a fragment.
      { port: RIPNG_PORT, options: { hopLimit: 255, multicastHopLimit: 255, multicastLoop: false, minimumMtu: 'never' } },
      { received: (datagram) => process.#receive(datagram) },
    );
    if (!bound.ok) return failed(`RIPng cannot have port ${RIPNG_PORT}: ${bound.error}`);
    const process = new RipngProcess(around, settings, bound.value);
    return ok(process);
  }

  private constructor(around: RipngSurroundings, settings: RipngSettings, socket: UdpSocket) {
    this.#around = around;
    this.#settings = settings;
    this.#socket = socket;
    const { features, constants } = settings;
    const { random } = around;
    const timing = { now: () => around.now(), schedule: (at: Instant, action: () => void) => around.schedule(at, action), random };
    this.#table = new RipngTable(
      { ...timing, variables: () => ({ constants, features }) },
      { changed: (route, triggers) => this.#routeChanged(route, triggers), deleted: (prefix) => this.#routeDeleted(prefix) },
    );
    this.#given = new GivenRoutes(around.routing, settings);
    this.#own = new OwnRoutes(around, settings);
    this.#output = new RipngOutput(around, settings, socket);
    this.#answers = new RequestAnswers(around, settings, { table: this.#table, given: this.#given, output: this.#output });
    this.#schedule = runMachine(updateSchedule, {
      ...timing,
      variables: () => ({ constants, features }),
      send: () => undefined,
      event: (due) => this.#updateDue(due),
    });
  }

  /** Routes come and go from here on: whoever follows those of this process is to know it by now. */
  start(): void {
    this.#given.begin();
    const { routing } = this.#around;
    // A copy: aged routes make RIPng add its own to the table.
    for (const route of [...routing.listInUse()]) this.#inUseChanged(undefined, route);
    this.#unwatch = [
      routing.watchInUse((before, after) => this.#inUseChanged(before, after)),
      this.#around.watchLinks((name, isUsable) => this.#linkChanged(name, isUsable)),
      // Of all routes only those that are told as own ends depend on addresses.
      ...(this.#settings.features.tellOwnEnds ? [this.#around.watchAddresses((link) => this.#addressesChanged(link))] : []),
    ];
    for (const name of this.#settings.interfaces.keys()) if (this.#around.link(name)) this.#begin(name);
  }

  get settings(): RipngSettings {
    return this.#settings;
  }

  routes(): readonly RipngRoute[] {
    return this.#table.list();
  }

  /** When the next regular update is due. */
  get nextUpdate(): Instant {
    return this.#schedule.state.nextRegularUpdate;
  }

  /** Speaks no more, and takes the learned routes from the node. */
  stop(): void {
    for (const unwatch of this.#unwatch) unwatch();
    this.#given.takeBack(this.#table.list().filter(({ origin }) => origin === 'learned'));
    this.#table.stop();
    this.#schedule.stop();
    this.#socket.close();
  }

  /** A link has become usable: who is there is asked for all that they know (section 2.4.1). */
  #begin(name: string): void {
    const iface = this.#settings.interfaces.get(name);
    if (iface?.listens) this.#socket.join(ALL_RIP_ROUTERS, name);
    const link = this.#around.link(name);
    if (link && (iface?.asks ?? iface?.speaks)) this.#output.tell(link, iface, REQUEST, [wholeTableRequest(UNSPECIFIED)]);
  }

  #linkChanged(name: string, isUsable: boolean): void {
    if (isUsable) this.#begin(name);
    else this.#table.withdrawFrom(name);
  }

  /** A route may stay, and be told by another address. */
  #addressesChanged(link: string): void {
    const outdated = [...this.#around.routing.listInUse()].filter((route) => this.#own.isOutdated(route, link));
    for (const route of outdated) this.#inUseChanged(route, route);
  }

  /** The node's own routes to subnets and by management are told to neighbours: of several for a prefix the one in use. */
  #inUseChanged(before: Route | undefined, after: Route | undefined): void {
    if (this.#given.isReplacing) return;
    const lost = before && this.#own.entryOf(before);
    const entry = after && this.#own.entryFor(after);
    if (entry) this.#enterOwn(entry, after.origin);
    if (lost && (!entry || prefixKey(lost) !== prefixKey(entry.prefix))) this.#lostRoute(lost, before);
    const isDeleted = before?.origin === 'ripng' && !after && !this.#given.isRemoving;
    if (isDeleted && this.#settings.features.heedDeletions) this.#withdrawIfBy(before.prefix, before);
  }

  #enterOwn(entry: OwnRoute, origin: Route['origin']): void {
    const { prefix, nextHop } = entry;
    // What a program entered is not RIPng's to take out.
    const isAged = origin === 'static' && this.#settings.features.ageStaticRoutes;
    if (isAged && nextHop) this.#offer(prefix, { ...entry, nextHop });
    else this.#table.enter(entry);
  }

  #lostRoute(prefix: Prefix, route: Route): void {
    if (this.#table.get(prefix)?.origin === 'own') this.#table.takeBack(prefix);
    else this.#withdrawIfBy(prefix, route);
  }

  #withdrawIfBy(prefix: Prefix, { target }: Route): void {
    const held = this.#table.get(prefix)?.nextHop;
    const gateway = target.kind === 'interface' ? target.gateway : undefined;
    if (held && gateway && sameAddress(held, gateway)) this.#table.withdraw(prefix);
  }

  #routeChanged(route: RipngRoute, triggers: boolean): void {
    // What was learned is forgotten for an own route, and so is what the node was given of it.
    if (route.origin === 'own') this.#given.remove(route.prefix);
    else {
      const isUsed = route.metric < INFINITY || (this.#settings.features.useLostRoutes && !route.isWithdrawn);
      // First, lest it come into use when RIPng's route goes: then it would begin anew.
      if (!isUsed) this.#outdateStatic(route.prefix);
      this.#given.update(route);
    }
    if (triggers) this.#triggerSoon(route);
  }

  #routeDeleted(prefix: Prefix): void {
    this.#outdateStatic(prefix);
    this.#given.remove(prefix);
  }

  /** A route set by hand is lost with the one that RIPng has for it. */
  #outdateStatic(prefix: Prefix): void {
    if (this.#settings.features.ageStaticRoutes) this.#around.routing.remove(prefix, 'static');
  }

  #offer(prefix: Prefix, offer: Offer): void {
    const { interfaceName } = offer;
    if (!this.#given.aggregate(prefix) && !this.#table.offer(prefix, offer)) this.#around.refuse('ripng-table-full', interfaceName);
  }

  /** Once all that happens now has happened: a message changes many routes, and one update tells of them. */
  #triggerSoon({ interfaceName, isStatic }: RipngRoute): void {
    // Where the news of an interface, or those by it, do not go: to itself.
    const of = this.#settings.features.triggerWhereHeard || isStatic ? undefined : interfaceName;
    const isFirst = this.#pending === undefined;
    this.#pending = isFirst || this.#pending?.of === of ? { of } : { of: undefined };
    if (isFirst) this.#around.schedule(this.#around.now(), () => this.#trigger(this.#pending?.of));
  }

  #trigger(heardOn: string | undefined): void {
    if (this.#pending === undefined) return;
    this.#pending = undefined;
    this.#schedule.command({ kind: 'trigger', ...(heardOn !== undefined && { heardOn }) });
  }

  #receive(datagram: Datagram): void {
    const { link } = datagram;
    const iface = this.#settings.interfaces.get(link);
    const { command, version, entries, surplus } = partOf(datagram.octets);
    const isQuestion = command === REQUEST && this.#settings.features.lookUpEverywhere;
    if (!iface?.listens && !isQuestion) return void this.#around.refuse('ripng-interface', link);
    if (entries === undefined) return void this.#around.refuse('ripng-length', link, `${datagram.octets.length} octets`);
    if (version !== VERSION && this.#around.refuse('ripng-version', link, `version ${version}`)) return;
    if (surplus !== undefined) this.#around.refuse('ripng-entry-incomplete', link, `${surplus.length} octets`);
    const peer = { address: datagram.source, port: datagram.sourcePort };
    this.#output.trace(link, { what: 'ripng-received', command: command ?? 0, peer, entries });
    if (command === REQUEST) this.#answers.answer(datagram, entries, iface?.listens ? iface : undefined);
    else if (command === RESPONSE && iface) this.#takeResponse(datagram, entries, iface);
    else this.#around.refuse('ripng-command', link, `command ${command}`);
  }

  /** Section 2.4.2. */
  #takeResponse(datagram: Datagram, entries: readonly RouteTableEntry[], iface: RipngInterfaceSettings): void {
    const { source, sourcePort, destination, hopLimit, link } = datagram;
    const refuse = (reason: Parameters<RipngSurroundings['refuse']>[0], detail?: string): boolean =>
      this.#around.refuse(reason, link, detail);
    const arrival = { source, sourcePort, destination, hopLimit, interfaceName: link, isOwn: this.#around.isOwnAddress(source) };
    if (!isAcceptable(arrival, iface, this.#settings.features, refuse)) return;
    this.#around.count('ripng.responses.in');
    for (const { prefix, offer } of offersOf(entries, arrival, iface, this.#settings.features, refuse)) this.#offer(prefix, offer);
    // Where the update goes depends on this one message.
    if (!this.#settings.features.triggerWhereHeard) this.#trigger(link);
  }

  #updateDue(due: UpdateEvent): void {
    if (due.name === 'triggered-update-left-out') return this.#table.clearChangeFlags();
    if (due.name === 'triggered-update') return this.#update(true, due.heardOn);
    if (this.#settings.features.ageWithUpdates) this.#table.lookAtAges();
    this.#update(false);
  }

  /** Section 2.5: on every network that takes part, then the changes are old. */
  #update(isTriggered: boolean, except?: string): void {
    const table = this.#table.list();
    for (const [name, iface] of this.#settings.interfaces) {
      const link = iface.speaks && name !== except ? this.#around.link(name) : undefined;
      if (!link) continue;
      for (const message of this.#output.messages(table, link, iface, isTriggered)) {
        this.#around.count(isTriggered ? 'ripng.updates.triggered' : 'ripng.updates.regular');
        this.#output.tell(link, iface, RESPONSE, message);
      }
    }
    this.#table.clearChangeFlags();
  }
}

/** An update that is to be triggered; all that it is to tell of has come by this interface, if by one. */
interface PendingTrigger {
  readonly of: string | undefined;
}

/** A message, as far as it goes; without `entries` it ends inside its header. */
function partOf(octets: Uint8Array): Partial<Ripng> {
  const decoded = Ripng.decode(octets);
  return decoded.ok ? decoded.value : decoded.error.partial;
}
