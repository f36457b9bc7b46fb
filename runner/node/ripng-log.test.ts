import { expect } from 'chai';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ripngOn } from '../../reference/routing/ripng/defaults.js';
import { followRipng } from './ripng-log.js';

describe('what is followed of RIPng', () => {
  let folder: string;
  before(() => (folder = mkdtempSync(join(tmpdir(), 'sixproof-ripng-'))));
  after(() => rmSync(folder, { recursive: true, force: true }));

  const complaints: string[] = [];
  const follow = () =>
    followRipng(
      (text) => complaints.push(text),
      () => 'now',
    );
  const added = (origin: string) => ({ name: 'route-added', detail: `2001:db8::/32 ${origin}` });

  it('is written to the file that the settings name: its routes, and those of nobody else', () => {
    const routeLog = join(folder, 'routes');
    const settings = { ...ripngOn(['eth1']), routeLog };
    const event = follow();
    event(added('static'), settings);
    event(added('ripng'), settings);
    event(added('ripng'), ripngOn(['eth1']));
    event({ name: 'route-removed', detail: '2001:db8::/32 ripng' }, settings);
    expect(readFileSync(routeLog, 'utf8')).to.equal('now route-added 2001:db8::/32 ripng\nnow route-removed 2001:db8::/32 ripng\n');
  });

  it('complains once of a file that cannot be written', () => {
    const settings = { ...ripngOn(['eth1']), routeLog: join(folder, 'none', 'routes') };
    const event = follow();
    for (const _ of [1, 2]) event(added('ripng'), settings);
    expect(complaints.map((text) => text.split(',')[0])).to.deep.equal(['no log of routes: ENOENT: no such file or directory']);
  });

  it('is printed when it is a message', () => {
    const event = follow();
    expect(['ripng-sent', 'ripng-received', 'ripng', 'route-added'].map((name) => event({ name, detail: '' }, undefined))).to.deep.equal([
      true,
      true,
      false,
      false,
    ]);
  });
});
