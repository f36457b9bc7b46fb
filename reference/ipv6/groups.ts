import { runMachine } from '../engine/run-machine.js';
import {
  addressKey,
  addressOfKey,
  ALL_MLDV2_ROUTERS,
  ALL_NODES,
  ALL_ROUTERS,
  isMulticast,
  multicastScope,
  UNSPECIFIED,
  type Address,
} from '../net/address.js';
import { hopByHop } from '../wire/extension-headers.js';
import { routerAlert } from '../wire/ipv6-options.js';
import { multicastListenerDone, multicastListenerReport, multicastListenerReport2 } from '../wire/mld.js';
import { machineSurroundings } from './machine-surroundings.js';
import { multicastListener, type ListenerSent, type RecordType } from './multicast-listener.js';
import type { GroupService, Ipv6Interface } from './services.js';

const RECORD_TYPE: Readonly<Record<RecordType, number>> = { MODE_IS_EXCLUDE: 2, CHANGE_TO_INCLUDE_MODE: 3, CHANGE_TO_EXCLUDE_MODE: 4 };

const LINK_LOCAL_SCOPE = 2;

/** RFC 3810 section 5.2.15 has long lists split; this many records of 20 octets fit the minimum MTU. */
const RECORDS_PER_REPORT = 50;

/** RFC 3810 section 6: no message is ever about the all-nodes group or a group of a smaller scope than the link. */
const isReported = (group: Address): boolean => multicastScope(group) >= LINK_LOCAL_SCOPE && addressKey(group) !== addressKey(ALL_NODES);

/** The multicast groups of one interface; all-nodes belongs to it always (RFC 4861 section 7.2.1). */
export function groups(iface: Ipv6Interface): GroupService {
  const members = new Map<string, number>();

  const start = () =>
    runMachine(multicastListener, {
      send: (sent) => sendReport(iface, sent),
      event: () => undefined,
      ...machineSurroundings(iface),
    });
  let listener = start();

  return {
    join(group) {
      const key = addressKey(group);
      const count = members.get(key) ?? 0;
      members.set(key, count + 1);
      if (count === 0 && isReported(group)) listener.command({ kind: 'join', group });
    },
    leave(group) {
      const key = addressKey(group);
      const count = members.get(key);
      if (count === undefined) return;
      if (count > 1) members.set(key, count - 1);
      else members.delete(key);
      if (count === 1 && isReported(group)) listener.command({ kind: 'leave', group });
    },
    accepts: (group) =>
      isMulticast(group) && (addressKey(group) === ALL_NODES_KEY || members.has(addressKey(group)) || iface.addresses.answersTo(group)),
    list() {
      const joined = [...members].map(([key, count]) => ({ group: addressOfKey(key), members: count }));
      return iface.state === 'up' ? [{ group: ALL_NODES, members: 1 }, ...joined] : joined;
    },
    receive: (message) => listener.receive(message),
    reportAgain: () => listener.command({ kind: 'report-again' }),
    stop() {
      listener.stop();
      members.clear();
      listener = start();
    },
  };
}

const ALL_NODES_KEY = addressKey(ALL_NODES);

/** RFC 3810 section 5.2.13: from the link-local address, or :: while there is none. Router Alert is in every message. */
function sendReport(iface: Ipv6Interface, sent: ListenerSent): void {
  const source = iface.addresses.linkLocal() ?? UNSPECIFIED;
  const alert = hopByHop({ options: [routerAlert()] });
  if (sent.kind === 'report2') {
    const all = sent.records.map(({ type, group }) => ({ recordType: RECORD_TYPE[type], multicastAddress: group }));
    for (let at = 0; at < all.length; at += RECORDS_PER_REPORT) {
      const records = all.slice(at, at + RECORDS_PER_REPORT);
      iface.output.send({ source, destination: ALL_MLDV2_ROUTERS, layers: [alert, multicastListenerReport2({ records })] });
    }
    return;
  }
  const message = sent.kind === 'report1' ? multicastListenerReport : multicastListenerDone;
  const destination = sent.kind === 'report1' ? sent.group : ALL_ROUTERS;
  iface.output.send({ source, destination, layers: [alert, message({ multicastAddress: sent.group })] });
}
