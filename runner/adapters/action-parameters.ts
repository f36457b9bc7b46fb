import { formatAddress } from '../../reference/net/address.js';
import { formatIpv4Address } from '../../reference/net/ipv4-address.js';
import { formatLinkLayerAddress } from '../../reference/net/link-layer-address.js';
import { formatPrefix } from '../../reference/net/prefix.js';
import type { Action } from '../../suites/kit/action.js';
import { advertisingAsJson } from './advertising-text.js';
import { ripngAsJson } from './ripng-text.js';
import { tunnelParameters } from './tunnel-parameters.js';

/**
 * The parameters of an action as text, for programs and people: action, link, address, prefixLength, anycast,
 * destination, destinations (with blanks between), source, prefers, dataOctets, variable, value, linkLayerAddress, prefix,
 * gateway, reject, blackhole, groups, to (with blanks between), scope, zone, configuration, port, group, mode, sources (with
 * blanks between), and those of tunnels; those that the action has.
 */
export function actionParameters(action: Action): ReadonlyMap<string, string> {
  const parameters = new Map<string, string>([
    ['action', action.kind],
    ['link', action.link],
  ]);
  switch (action.kind) {
    case 'add-address':
      parameters.set('address', formatAddress(action.address)).set('prefixLength', String(action.prefixLength));
      if (action.anycast === true) parameters.set('anycast', '1');
      break;
    case 'remove-address':
    case 'add-proxy':
    case 'remove-proxy':
      parameters.set('address', formatAddress(action.address));
      break;
    case 'ping':
      parameters.set('destination', formatAddress(action.destination));
      if (action.source !== undefined) parameters.set('source', formatAddress(action.source));
      if (action.dataOctets !== undefined) parameters.set('dataOctets', String(action.dataOctets));
      break;
    case 'ping-without-zone':
      parameters.set('destination', formatAddress(action.destination));
      break;
    case 'ping-first-of':
      parameters.set('destinations', action.destinations.map(formatAddress).join(' '));
      break;
    case 'ping-preferring':
      parameters.set('destination', formatAddress(action.destination)).set('prefers', action.prefers);
      break;
    case 'set-variable':
      parameters.set('variable', action.variable).set('value', String(action.value));
      break;
    case 'set-link-layer-address':
      parameters.set('linkLayerAddress', formatLinkLayerAddress(action.address));
      break;
    case 'add-route':
      parameters.set('prefix', formatPrefix(action.prefix));
      if (action.gateway !== undefined) parameters.set('gateway', formatAddress(action.gateway));
      if (action.reject === true) parameters.set('reject', '1');
      if (action.blackhole === true) parameters.set('blackhole', '1');
      break;
    case 'remove-route':
      parameters.set('prefix', formatPrefix(action.prefix));
      break;
    case 'add-multicast-route':
    case 'remove-multicast-route':
      parameters.set('groups', formatPrefix(action.groups));
      if (action.source !== undefined) parameters.set('source', formatAddress(action.source));
      if (action.kind === 'add-multicast-route') parameters.set('to', action.to.join(' '));
      break;
    case 'set-zone':
      parameters.set('scope', String(action.scope)).set('zone', String(action.zone));
      break;
    case 'serve-udp-echo':
    case 'stop-udp-echo':
      parameters.set('port', String(action.port));
      break;
    case 'join-group':
    case 'leave-group':
      parameters.set('group', formatAddress(action.group));
      break;
    case 'filter-sources':
      parameters.set('group', formatAddress(action.group)).set('mode', action.mode);
      parameters.set('sources', action.sources.map(formatAddress).join(' '));
      break;
    case 'advertise':
      parameters.set('configuration', advertisingAsJson(action.configuration));
      break;
    case 'add-ipv4-address':
      parameters.set('address', formatIpv4Address(action.address)).set('prefixLength', String(action.prefixLength));
      break;
    case 'remove-ipv4-address':
      parameters.set('address', formatIpv4Address(action.address));
      break;
    case 'add-tunnel':
      for (const [name, value] of tunnelParameters(action)) parameters.set(name, value);
      break;
    case 'start-ripng':
      parameters.set('configuration', ripngAsJson(action.settings));
      break;
    case 'remove-tunnel':
      parameters.set('name', action.name);
      break;
    default:
  }
  return parameters;
}
