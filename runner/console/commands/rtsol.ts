import { formatAddress, type Address } from '../../../reference/net/address.js';
import { after, seconds } from '../../../reference/time.js';
import type { ConsoleCommand, Session } from '../command.js';
import { interfaceNamed } from '../names.js';
import { parseOptions } from '../options.js';
import { debug, prepareNode, routersText, solicit, solicitedLinks, SOLICITING_OPTIONS } from './rtsol-words.js';

/** MAX_RTR_SOLICITATIONS times RTR_SOLICITATION_INTERVAL (RFC 4861 section 10): when the last answer should be there. */
const PATIENCE = seconds(12);

export const rtsol: ConsoleCommand = {
  name: 'rtsol',
  summary: 'solicits routers, and waits for the first that answers',
  usage: ['[-dDF] [-a | INTERFACE...]'],
  options: SOLICITING_OPTIONS,
  examples: ['rtsol eth1', 'rtsol -dF -a'],
  async run(words, session) {
    const options = parseOptions('rtsol', SOLICITING_OPTIONS, words);
    const links = solicitedLinks('rtsol', session.node, options);
    prepareNode('rtsol', session, options);
    const end = debug('rtsol', session, options, links);
    const found = await Promise.all(links.map(async (link) => ({ link, routers: await routersOf(link, session) }))).finally(end);
    const missing = found.some(({ routers }) => routers.length === 0);
    return {
      lines: found.map(({ link, routers }) => routersText(link, routers)),
      data: found.map(({ link, routers }) => ({ interface: link, routers: routers.map(formatAddress) })),
      ...(missing && { failed: true as const }),
    };
  },
};

/** The routers of the interface, once one has answered or nobody has for long. */
async function routersOf(link: string, session: Session): Promise<readonly Address[]> {
  solicit('rtsol', session.node, link);
  await new Promise<void>((resolve) => {
    const ends: (() => void)[] = [];
    const finish = (): void => {
      for (const end of ends) end();
      resolve();
    };
    ends.push(session.schedule(after(session.now(), PATIENCE), finish));
    ends.push(
      session.observe(({ name, port }) => {
        // What the advertisement says is taken over when the event has been told.
        if (name === 'discovery-finished' && port === link) setImmediate(finish);
      }),
    );
    session.signal.addEventListener('abort', finish);
  });
  return interfaceNamed(session.node, link).routers;
}
