import { expect } from 'chai';
import { Watchers } from './watchers.js';

describe('Watchers', () => {
  it('are told in the order in which they came, until they have enough', () => {
    const watchers = new Watchers<readonly [string, number]>();
    const heard: string[] = [];
    const stop = watchers.watch((what, count) => heard.push(`first ${what} ${count}`));
    watchers.watch((what) => heard.push(`second ${what}`));
    watchers.tell('a', 1);
    stop();
    expect(watchers.size).to.equal(1);
    watchers.tell('b', 2);
    expect(heard).to.deep.equal(['first a 1', 'second a', 'second b']);
  });

  it('may come and go while they are told', () => {
    const watchers = new Watchers<readonly [string]>();
    const heard: string[] = [];
    watchers.watch((what) => {
      stop();
      if (what === 'a') watchers.watch((later) => heard.push(`new ${later}`));
    });
    const stop = watchers.watch((what) => heard.push(`gone ${what}`));
    watchers.tell('a');
    expect(heard).to.deep.equal([]);
    watchers.tell('b');
    expect(heard).to.deep.equal(['new b']);
  });
});
