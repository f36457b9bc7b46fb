import { expect } from 'chai';
import { distinctAnchors } from './anchors.js';

describe('distinctAnchors', () => {
  it('makes of a text what can stand in an address, and never holds what a filter holds', () => {
    const anchor = distinctAnchors('skip');
    expect(anchor('the adapter cannot set-variable: "x" = 3 µs')).to.equal('skip-the-adapter-cannot-set-variable-x-3-s');
    expect(anchor('<img src=x onerror=alert(1)>')).to.match(/^[A-Za-z0-9.-]+$/);
  });

  it('gives no anchor twice, however long the texts and however late they differ', () => {
    const anchor = distinctAnchors('skip');
    const long = 'x'.repeat(300);
    const anchors = [`${long}a`, `${long}b`, '', '!', '?'].map(anchor);
    expect(new Set(anchors).size).to.equal(anchors.length);
    for (const one of anchors) expect(one.length).to.be.below(80);
  });
});
