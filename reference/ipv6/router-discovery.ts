import { runMachine, type RunningMachine } from '../engine/run-machine.js';
import { ALL_ROUTERS, UNSPECIFIED } from '../net/address.js';
import { routerSolicitation } from '../wire/nd.js';
import { sourceOptions } from './links/link-layer-options.js';
import { machineSurroundings } from './machine-surroundings.js';
import { routerSolicitor, type Advertised, type SolicitorState } from './router-solicitor.js';
import type { DiscoveryService, Ipv6Interface } from './services.js';

/** Looks for routers when an interface comes up (RFC 4861 section 6.3.7). */
export function routerDiscovery(iface: Ipv6Interface): DiscoveryService {
  const { context } = iface;
  let solicitor: RunningMachine<SolicitorState, Advertised, never> | undefined;

  return {
    begin({ delayed }) {
      solicitor?.stop();
      solicitor = runMachine(routerSolicitor({ delayed }), {
        send: () => solicitRouters(iface),
        event: ({ name, found }) => context.event(name, iface.name, found ? 'router found' : 'no router'),
        ...machineSurroundings(iface),
      });
    },
    advertised: (frame) => solicitor?.receive(frame),
    stop() {
      solicitor?.stop();
      solicitor = undefined;
    },
  };
}

/** Section 4.1: from a link-local address with our link-layer address, or from :: without. */
function solicitRouters(iface: Ipv6Interface): void {
  const source = iface.addresses.linkLocal();
  const options = source === undefined ? [] : sourceOptions(iface);
  iface.context.event('router-solicitation', iface.name, '');
  iface.output.send({ source: source ?? UNSPECIFIED, destination: ALL_ROUTERS, layers: [routerSolicitation({ options })] });
}
