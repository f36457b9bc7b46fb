import { appendFileSync } from 'node:fs';
import type { NodeEvent } from '../../reference/engine/environment.js';
import type { RipngSettings } from '../../reference/routing/ripng/settings.js';

/**
 * Writes the routes that RIPng adds and removes to the file that its settings name (route6d's `-R`). True for an event that
 * its settings want told whatever else is.
 */
export function followRipng(
  complain: (text: string) => void,
  now = (): string => new Date().toISOString(),
): (event: Pick<NodeEvent, 'name' | 'detail'>, settings: RipngSettings | undefined) => boolean {
  const broken = new Set<string>();

  const note = (file: string, line: string): void => {
    if (broken.has(file)) return;
    try {
      appendFileSync(file, `${line}\n`);
    } catch (error) {
      broken.add(file);
      complain(`no log of routes: ${(error as Error).message}`);
    }
  };

  return ({ name, detail }, settings) => {
    const isRoute = (name === 'route-added' || name === 'route-removed') && detail.endsWith(' ripng');
    if (isRoute && settings?.routeLog !== undefined) note(settings.routeLog, `${now()} ${name} ${detail}`);
    return name === 'ripng-sent' || name === 'ripng-received';
  };
}
