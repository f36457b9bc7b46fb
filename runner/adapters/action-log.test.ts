import { expect } from 'chai';
import { address } from '../../reference/net/address.js';
import { linkLayerAddress } from '../../reference/net/link-layer-address.js';
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

  it('names what could not be undone', async () => {
    const log = createActionLog();
    log.note(added, undefined);
    const outcome = await log.undo(EVERYTHING, ({ kind }) => Promise.resolve(actionFailed(kind, 'console is silent')));
    expect(outcome.ok ? '' : outcome.error).to.equal('add-address on link0 was not undone: console is silent');
  });
});
