import { failed, type Result } from '../../reference/net/result.js';
import { LINK_TYPE } from '../../reference/wire/link-headers.js';
import type { SourceProblem } from '../links/frames.js';
import type { InterfaceFacts } from '../links/nic/interface-facts.js';
import { openNicPort, type NicPort } from '../links/nic/nic-port.js';
import type { NodeFile } from './node-schema.js';

/** Why the NIC cannot be what the file of a node says of it. */
export function mistakenKind({ interfaces, linkLayerAddress }: NodeFile, { name, isLine }: InterfaceFacts): string | undefined {
  const own = interfaces[name];
  if (own?.kind === 'point-to-point' && !isLine)
    return `interfaces.${name}.kind: ${name} is an Ethernet NIC: what is sent there needs a link-layer address, which a point-to-point link has not`;
  if (!isLine) return undefined;
  if (own?.kind === 'ethernet') return `interfaces.${name}.kind: ${name} is a line to one other node, without link-layer addresses`;
  const at = own?.linkLayerAddress ? `interfaces.${name}.linkLayerAddress` : linkLayerAddress && 'linkLayerAddress';
  return at && `${at}: ${name} is a line to one other node, without link-layer addresses`;
}

/** Opens a NIC for the node; on a line nothing may stand before the packets. */
export async function openNodePort(
  facts: Pick<InterfaceFacts, 'name' | 'isLine'>,
  open = openNicPort,
): Promise<Result<NicPort, SourceProblem>> {
  const opened = await open({ interface: facts.name });
  if (!opened.ok) return opened;
  const { linkType } = opened.value;
  if (linkType === (facts.isLine ? LINK_TYPE.raw : LINK_TYPE.ethernet)) return opened;
  await opened.value.close();
  const wanted = facts.isLine ? 'bare packets, as on a TUN device' : 'Ethernet frames';
  return failed({ kind: 'link-lost', detail: `${facts.name} brings frames of another form (link type ${linkType}): wanted ${wanted}` });
}
