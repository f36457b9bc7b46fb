import { runMachine } from '../../engine/run-machine.js';
import {
  addressKey,
  addressOfKey,
  ALL_MLDV2_ROUTERS,
  ALL_NODES,
  ALL_ROUTERS,
  isMulticast,
  LINK_LOCAL_SCOPE,
  multicastScope,
  UNSPECIFIED,
  type Address,
} from '../../net/address.js';
import { multicastListenerDone, multicastListenerReport, multicastListenerReport2 } from '../../wire/mld.js';
import { machineSurroundings } from '../../ipv6/machine-surroundings.js';
import type { GroupService, Ipv6Interface } from '../../ipv6/services.js';
import type { ListenerSent } from './listener-state.js';
import { multicastListener } from './multicast-listener.js';
import { alert, packed } from './reports.js';
import { ANY_SOURCE, mergedFilter, NO_SOURCE, wantsNothing, type SourceFilter } from './source-filter.js';

/** RFC 3810 section 6: no message is ever about the all-nodes group or a group of a smaller scope than the link. */
const isReported = (group: Address): boolean => multicastScope(group) >= LINK_LOCAL_SCOPE && addressKey(group) !== ALL_NODES_KEY;

const ALL_NODES_KEY = addressKey(ALL_NODES);

/** Who wants what of a group: programs with a filter each, and parts of the node that want any source. */
interface Wishes {
  readonly anySource: number;
  readonly filters: ReadonlyMap<object, SourceFilter>;
}

const NOBODY: Wishes = { anySource: 0, filters: new Map() };

const filterOf = ({ anySource, filters }: Wishes): SourceFilter =>
  anySource === 0 && filters.size === 0 ? NO_SOURCE : mergedFilter([...filters.values(), ...(anySource > 0 ? [ANY_SOURCE] : [])]);

/** The multicast groups of one interface; all-nodes belongs to it always (RFC 4861 section 7.2.1). */
export class Groups implements GroupService {
  readonly #iface: Ipv6Interface;
  readonly #wishes = new Map<string, Wishes>();
  #listener: ReturnType<Groups['start']>;

  constructor(iface: Ipv6Interface) {
    this.#iface = iface;
    this.#listener = this.start();
  }

  join(group: Address): void {
    const known = this.#wishesFor(group);
    this.#change(group, { ...known, anySource: known.anySource + 1 });
  }

  leave(group: Address): void {
    const known = this.#wishesFor(group);
    if (known.anySource > 0) this.#change(group, { ...known, anySource: known.anySource - 1 });
  }

  listen(who: object, group: Address, filter: SourceFilter): boolean {
    const known = this.#wishesFor(group);
    const filters = new Map(known.filters);
    filters.delete(who);
    if (!wantsNothing(filter)) filters.set(who, filter);
    const wishes = { ...known, filters };
    const { context, variables } = this.#iface;
    if (filterOf(wishes).sources.length > variables.constants.SOURCE_LIST_LIMIT) {
      context.count('mld.sources.refused');
      return false;
    }
    this.#change(group, wishes);
    return true;
  }

  accepts(group: Address): boolean {
    const key = addressKey(group);
    return isMulticast(group) && (key === ALL_NODES_KEY || this.#wishes.has(key) || this.#iface.addresses.answersTo(group));
  }

  list(): ReturnType<GroupService['list']> {
    const joined = [...this.#wishes].map(([key, wishes]) => ({
      group: addressOfKey(key),
      members: wishes.anySource + wishes.filters.size,
      filter: filterOf(wishes),
    }));
    return this.#iface.state === 'up' ? [{ group: ALL_NODES, members: 1, filter: ANY_SOURCE }, ...joined] : joined;
  }

  receive(message: Parameters<GroupService['receive']>[0]): void {
    this.#listener.receive(message);
  }

  reportAgain(): void {
    this.#listener.command({ kind: 'report-again' });
  }

  stop(): void {
    this.#listener.stop();
    this.#wishes.clear();
    this.#listener = this.start();
  }

  private start() {
    const iface = this.#iface;
    return runMachine(multicastListener, {
      ...machineSurroundings(iface),
      send: (sent) => sendReport(iface, sent),
      event: () => iface.context.count('mld.queried-sources.overflow'),
    });
  }

  #wishesFor(group: Address): Wishes {
    return this.#wishes.get(addressKey(group)) ?? NOBODY;
  }

  #change(group: Address, wishes: Wishes): void {
    if (wishes.anySource === 0 && wishes.filters.size === 0) this.#wishes.delete(addressKey(group));
    else this.#wishes.set(addressKey(group), wishes);
    if (isReported(group)) this.#listener.command({ kind: 'listen', group, filter: filterOf(wishes) });
  }
}

/** RFC 3810 section 5.2.13: from the link-local address, or :: while there is none. */
function sendReport(iface: Ipv6Interface, sent: ListenerSent): void {
  const source = iface.addresses.linkLocal() ?? UNSPECIFIED;
  if (sent.kind === 'report2') {
    for (const records of packed(sent.records, iface.variables.linkMtu))
      iface.output.send({ source, destination: ALL_MLDV2_ROUTERS, layers: [alert, multicastListenerReport2({ records })] });
    return;
  }
  const message = sent.kind === 'report1' ? multicastListenerReport : multicastListenerDone;
  const destination = sent.kind === 'report1' ? sent.group : ALL_ROUTERS;
  iface.output.send({ source, destination, layers: [alert, message({ multicastAddress: sent.group })] });
}
