import { expect } from 'chai';
import { address } from '../../reference/net/address.js';
import { linkLayerAddress } from '../../reference/net/link-layer-address.js';
import { prefixOf } from '../../reference/net/prefix.js';
import { ok } from '../../reference/net/result.js';
import type { Action, ActionKind } from '../../suites/kit/action.js';
import { createActionLog } from './action-log.js';
import { actionFailed } from './adapter.js';

const EVERYTHING = new Set<ActionKind>(['reset', 'interface-up', 'remove-address', 'set-link-layer-address']);
const added: Action = { kind: 'add-address', link: 'link0', address: address('2001:db8::1'), prefixLength: 64 };
const variable: Action = { kind: 'set-variable', link: 'link0', variable: 'retransTimerMs', value: 5 };

describe('undoing the actions of a test', () => {
  async function undone(
    actions: readonly Action[],
    can = EVERYTHING,
  ): Promise<{ readonly performed: readonly ActionKind[]; readonly left: string }> {
    const log = createActionLog();
    for (const action of actions) log.note(action, { linkLayerAddress: linkLayerAddress([2, 0, 0, 0, 0, 1]), addresses: [] });
    const performed: ActionKind[] = [];
    const outcome = await log.undo(can, (action) => {
      performed.push(action.kind);
      return Promise.resolve(ok(undefined));
    });
    return { performed, left: outcome.ok ? '' : outcome.error };
  }

  it('goes backwards, with the inverse of each', async () => {
    const actions: Action[] = [
      added,
      { kind: 'set-link-layer-address', link: 'link0', address: linkLayerAddress([2, 0, 0, 0, 0, 9]) },
      { kind: 'interface-down', link: 'link0' },
    ];
    expect(await undone(actions)).to.deep.equal({ performed: ['interface-up', 'set-link-layer-address', 'remove-address'], left: '' });
  });

  it('has nothing to undo after a ping or a reset, and nothing twice', async () => {
    expect(
      (
        await undone([
          { kind: 'reset', link: 'link0' },
          { kind: 'ping', link: 'link0', destination: address('2001:db8::1') },
        ])
      ).performed,
    ).to.deep.equal([]);
    const log = createActionLog();
    log.note(added, undefined);
    const count = { performed: 0 };
    const perform = () => {
      count.performed++;
      return Promise.resolve(ok(undefined));
    };
    await log.undo(EVERYTHING, perform);
    await log.undo(EVERYTHING, perform);
    expect(count.performed).to.equal(1);
  });

  it('resets a link once for whatever has no way back', async () => {
    expect(await undone([variable, { kind: 'remove-address', link: 'link0', address: address('2001:db8::1') }])).to.deep.equal({
      performed: ['reset'],
      left: '',
    });
    expect((await undone([variable], new Set())).left).to.equal('set-variable on link0 has no way back');
  });

  it('undoes once what was done again, and not what a test took back itself', async () => {
    const on = { kind: 'advertise', link: 'link0', configuration: { advPrefixList: [] } } as const;
    const off = { kind: 'stop-advertising', link: 'link0' } as const;
    const host = { kind: 'become-host', link: 'link0' } as const;
    const router = { kind: 'become-router', link: 'link0' } as const;
    const can = new Set<ActionKind>(['advertise', 'stop-advertising', 'become-host', 'become-router', 'reset']);
    expect((await undone([on, on], can)).performed).to.deep.equal(['stop-advertising']);
    expect((await undone([on, off], can)).performed).to.deep.equal([]);
    expect((await undone([on, host], can)).performed).to.deep.equal(['become-router', 'stop-advertising']);
    expect((await undone([host, router], can)).performed).to.deep.equal([]);
    const accept = { kind: 'accept-renumbering', link: 'link0' } as const;
    const refuse = { kind: 'refuse-renumbering', link: 'link0' } as const;
    expect((await undone([accept], new Set<ActionKind>(['refuse-renumbering', 'reset']))).performed).to.deep.equal(['refuse-renumbering']);
    expect((await undone([accept, refuse], new Set<ActionKind>(['refuse-renumbering']))).performed).to.deep.equal([]);
    expect((await undone([{ ...on, link: 'link1' }, off], can)).performed).to.deep.equal(['stop-advertising', 'reset']);
  });

  it('removes the routes and addresses that a test added and did not remove itself', async () => {
    const route = (text: string, kind: 'add-route' | 'remove-route' = 'add-route'): Action => ({
      kind,
      link: 'link0',
      prefix: prefixOf(address(text), 64),
    });
    const can = new Set<ActionKind>(['remove-route', 'remove-address']);
    const there = [route('2001:db8:1::'), route('2001:db8:2::'), added];
    expect((await undone(there, can)).performed).to.deep.equal(['remove-address', 'remove-route', 'remove-route']);
    const removed = [...there, route('2001:db8:2::', 'remove-route'), { ...added, kind: 'remove-address' } as const];
    expect(await undone(removed, can)).to.deep.equal({ performed: ['remove-route'], left: '' });
  });

  it('removes multicast routes that a test added, each by its groups and source', async () => {
    const route = (kind: 'add-multicast-route' | 'remove-multicast-route', source?: string): Action => ({
      kind,
      link: 'link0',
      groups: prefixOf(address('ff0e::'), 16),
      ...(source !== undefined && { source: address(source) }),
      to: ['link1'],
    });
    const can = new Set<ActionKind>(['remove-multicast-route']);
    const there = [route('add-multicast-route'), route('add-multicast-route', '2001:db8::1')];
    expect((await undone(there, can)).performed).to.deep.equal(['remove-multicast-route', 'remove-multicast-route']);
    const removed = [...there, route('remove-multicast-route', '2001:db8::1')];
    expect((await undone(removed, can)).performed).to.deep.equal(['remove-multicast-route']);
  });

  it('switches temporary addresses off again, and has nothing to undo after any kind of ping', async () => {
    const actions: Action[] = [
      { kind: 'set-variable', link: 'link0', variable: 'temporaryAddresses', value: 1 },
      { kind: 'ping-first-of', link: 'link0', destinations: [address('2001:db8::1')] },
      { kind: 'ping-preferring', link: 'link0', destination: address('2001:db8::1'), prefers: 'public' },
    ];
    const log = createActionLog();
    for (const action of actions) log.note(action, undefined);
    const performed: Action[] = [];
    await log.undo(new Set<ActionKind>(['set-variable']), (action) => {
      performed.push(action);
      return Promise.resolve(ok(undefined));
    });
    expect(performed).to.deep.equal([{ kind: 'set-variable', link: 'link0', variable: 'temporaryAddresses', value: 0 }]);
  });

  it('sets what a test set back to what README says that a device is like', async () => {
    const usual = { temporaryAddresses: 0, optimisticDad: 0, acceptAdvertisements: 1, acceptRedirects: 1 } as const;
    const more = { unreachabilityDetection: 1, useDeprecatedSources: 1 } as const;
    for (const [name, value] of Object.entries({ ...usual, ...more }) as [keyof typeof usual, 0 | 1][]) {
      const log = createActionLog();
      const performed: Action[] = [];
      log.note({ kind: 'set-variable', link: 'link0', variable: name, value: 1 - value }, undefined);
      await log.undo(new Set<ActionKind>(['set-variable']), (action) => {
        performed.push(action);
        return Promise.resolve(ok(undefined));
      });
      expect(performed, name).to.deep.equal([{ kind: 'set-variable', link: 'link0', variable: name, value }]);
    }
  });

  it('names what could not be undone', async () => {
    const log = createActionLog();
    log.note(added, undefined);
    const outcome = await log.undo(EVERYTHING, ({ kind }) => Promise.resolve(actionFailed(kind, 'console is silent')));
    expect(outcome.ok ? '' : outcome.error).to.equal('add-address on link0 was not undone: console is silent');
  });
});
