// Filters and sorting of the list of tests, links between fields and octets, copy buttons. The pages read without it.
'use strict';

(() => {
  document.documentElement.classList.add('js');

  const all = (selector, within = document) => [...within.querySelectorAll(selector)];

  /* ---- the list of tests: its filters live in the address, so that a view can be sent by mail ---- */

  const FILTERS = ['verdict', 'suite', 'level', 'role', 'clause', 'q'];

  const readHash = () => {
    const hash = location.hash.slice(1);
    return hash.includes('=') ? Object.fromEntries(new URLSearchParams(hash)) : undefined;
  };

  const writeHash = (state) => {
    const set = Object.entries(state).filter(([, value]) => value);
    const hash = set.map(([name, value]) => `${name}=${encodeURIComponent(value).replaceAll('%2C', ',').replaceAll('%3A', ':')}`).join('&');
    history.replaceState(null, '', hash ? `#${hash}` : location.pathname + location.search);
  };

  const tookMicroseconds = (text) => {
    const units = { µs: 1, ms: 1e3, s: 1e6, min: 6e7, h: 3.6e9, d: 8.64e10 };
    return [...text.matchAll(/([\d.]+) (µs|ms|s|min|h|d)\b/g)].reduce((sum, [, count, unit]) => sum + count * units[unit], 0);
  };

  const VERDICTS = ['fail', 'error', 'inconclusive', 'warn', 'skip', 'pass'];
  const LEVELS = ['MUST', 'SHOULD', 'MAY', 'KAME', 'implementation choice'];
  const natural = new Intl.Collator('en', { numeric: true }).compare;
  const compare = {
    verdict: (a, b) => VERDICTS.indexOf(a.verdict) - VERDICTS.indexOf(b.verdict),
    test: (a, b) => natural(a.id, b.id),
    clause: (a, b) => natural(a.clause, b.clause),
    level: (a, b) => LEVELS.indexOf(a.level) - LEVELS.indexOf(b.level),
    role: (a, b) => natural(a.role, b.role),
    time: (a, b) => a.time - b.time,
  };

  const readRows = (table) =>
    all('tbody[data-suite]', table).flatMap((body) =>
      all('tr', body).map((row, place) => {
        const [, test, clause, level, role, time] = row.cells;
        return {
          row,
          body,
          place,
          verdict: row.className,
          suite: body.dataset.suite,
          id: test.firstElementChild.textContent,
          text: test.textContent.toLowerCase(),
          clause: clause.textContent,
          level: level.textContent,
          role: role.textContent,
          roles: role.textContent.split(' '),
          time: tookMicroseconds(time.textContent),
        };
      }),
    );

  /** `RFC4861:7.2` takes in 7.2.4, not 7.20. */
  const clauseFits = (clause, wanted) => {
    if (!wanted) return true;
    const [rfc, section = ''] = wanted
      .trim()
      .replace(/^rfc\s*/i, '')
      .split(/[:\s]+/);
    const [haveRfc, haveSection = ''] = clause.split(' ');
    return haveRfc === rfc && (section === '' || haveSection === section || haveSection.startsWith(`${section}.`));
  };

  const startList = () => {
    const table = document.querySelector('table.tests');
    const form = document.querySelector('form.filters');
    if (!table || !form) return;
    const rows = readRows(table);
    const output = form.querySelector('output');
    const nothing = document.querySelector('.nothing');
    let sort = '';

    const stateOfForm = () => {
      const data = new FormData(form);
      const state = Object.fromEntries(
        FILTERS.map((name) => [name, name === 'verdict' ? data.getAll(name).join(',') : String(data.get(name) ?? '').trim()]),
      );
      return { ...state, sort };
    };

    const fillForm = (state) => {
      const verdicts = (state.verdict ?? '').split(',');
      for (const box of form.elements.verdict?.length ? form.elements.verdict : [form.elements.verdict])
        if (box) box.checked = verdicts.includes(box.value);
      for (const name of FILTERS.slice(1)) form.elements[name].value = state[name] ?? '';
      sort = state.sort ?? '';
    };

    const show = (state) => {
      const verdicts = state.verdict ? state.verdict.split(',') : [];
      const words = (state.q ?? '').toLowerCase().split(/\s+/).filter(Boolean);
      let count = 0;
      for (const one of rows) {
        const fits =
          (verdicts.length === 0 || verdicts.includes(one.verdict)) &&
          (!state.suite || one.suite === state.suite) &&
          (!state.level || one.level === state.level) &&
          (!state.role || one.roles.includes(state.role)) &&
          clauseFits(one.clause, state.clause) &&
          words.every((word) => one.text.includes(word));
        one.row.hidden = !fits;
        if (fits) count++;
      }
      output.textContent = count === rows.length ? `${count} tests` : `${count} of ${rows.length} tests`;
      nothing.hidden = count > 0;
      order(state.sort ?? '');
    };

    let ordered = '';
    const order = (wanted) => {
      const key = wanted.replace(/^-/, '');
      for (const head of all('th[data-sort]', table))
        head.setAttribute('aria-sort', head.dataset.sort !== key ? 'none' : wanted.startsWith('-') ? 'descending' : 'ascending');
      if (wanted === ordered) return;
      ordered = wanted;
      const sign = wanted.startsWith('-') ? -1 : 1;
      const by = compare[key];
      // Unsorted, a test stands under its suite again.
      if (!by) for (const one of rows) one.body.append(one.row);
      else rows[0]?.body.append(...[...rows].sort((a, b) => sign * by(a, b) || natural(a.id, b.id)).map((one) => one.row));
    };

    const apply = (state) => {
      fillForm(state);
      show(state);
    };

    for (const head of all('th[data-sort]', table)) {
      const button = document.createElement('button');
      button.type = 'button';
      button.textContent = head.textContent;
      head.replaceChildren(button);
      button.addEventListener('click', () => {
        const key = head.dataset.sort;
        sort = sort === key ? `-${key}` : sort === `-${key}` ? '' : key;
        const state = stateOfForm();
        writeHash(state);
        show(state);
      });
    }
    const changed = () => {
      const state = stateOfForm();
      writeHash(state);
      show(state);
    };
    form.addEventListener('input', changed);
    form.addEventListener('submit', (event) => event.preventDefault());
    form.addEventListener('reset', () => setTimeout(() => ((sort = ''), changed())));
    const fromAddress = () => apply(readHash() ?? {});
    addEventListener('hashchange', () => {
      // An anchor leaves the filters alone, unless they hide the row that it leads to.
      const target = rows.find(({ row }) => `#${encodeURIComponent(row.id)}` === location.hash);
      if (readHash() || location.hash === '' || target?.row.hidden) fromAddress();
      target?.row.scrollIntoView();
    });
    fromAddress();
    // Somebody who came here by the search key wants to type.
    if (location.hash === SEARCH) form.elements.q.focus();
  };

  /* ---- the search key, on every page of a report; old addresses of the list, which was on the first page ---- */

  const SEARCH = '#q=';

  const startSearchKey = () => {
    const field = document.querySelector('form.filters input[name=q]');
    const list = document.body.dataset.list;
    document.addEventListener('keydown', (event) => {
      if (event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey || event.target.closest('input, select, textarea')) return;
      if (!field && !list) return;
      event.preventDefault();
      if (field) field.focus();
      else location.href = list + SEARCH;
    });
  };

  const followOldAddress = () => {
    if (document.body.classList.contains('index') && readHash()) location.replace(`tests.html${location.hash}`);
  };

  /* ---- a packet: rows of the tree and runs of octets light up together ---- */

  const place = (element) => {
    const [offset, length] = element.dataset.at.split('+').map(Number);
    return { from: offset, to: offset + length };
  };

  const startPacket = (packet) => {
    const tree = packet.querySelector('.tree');
    if (!tree) return;
    const rows = all('[data-at]', tree);
    const runs = all('.hex b', packet);
    const places = new Map(rows.map((row) => [row, place(row)]));
    let octets = 0;
    for (const run of runs) places.set(run, { from: octets, to: (octets += run.textContent.split(' ').length) });
    const depths = new Map(rows.map((row) => [row, Number(/\bd(\d)/.exec(row.className)[1])]));
    let pinned;

    const light = (element) => {
      const lit = element && places.get(element);
      const overlaps = (other) => lit && lit.from < lit.to && places.get(other).from < lit.to && lit.from < places.get(other).to;
      const isRow = rows.includes(element);
      for (const run of runs) run.classList.toggle('lit', Boolean(overlaps(run)) && (isRow || run === element));
      // From an octet, the fields that it belongs to; the layers around them stay calm.
      for (const row of rows) row.classList.toggle('lit', isRow ? row === element : Boolean(overlaps(row)) && isTip(row));
    };
    const isTip = (row) => {
      const next = rows[rows.indexOf(row) + 1];
      return !next || depths.get(next) <= depths.get(row);
    };
    const pin = (element) => {
      pinned = element;
      for (const other of places.keys()) other.classList.toggle('pinned', other === element);
      light(element);
    };

    const toggle = (row, open) => {
      const from = rows.indexOf(row);
      row.setAttribute('aria-expanded', String(open));
      let shutBelow = Infinity;
      for (let i = from + 1; i < rows.length && depths.get(rows[i]) > depths.get(row); i++) {
        const depth = depths.get(rows[i]);
        if (depth <= shutBelow) shutBelow = Infinity;
        rows[i].hidden = !open || depth > shutBelow;
        if (depth < shutBelow && rows[i].getAttribute('aria-expanded') === 'false') shutBelow = depth;
      }
    };

    const focusable = (group, role) => {
      group.forEach((element, i) => {
        element.tabIndex = i === 0 ? 0 : -1;
        element.setAttribute('role', role);
      });
    };
    const moveFocus = (group, element) => {
      if (!element) return;
      for (const other of group) other.tabIndex = other === element ? 0 : -1;
      element.focus();
    };

    tree.setAttribute('role', 'tree');
    tree.setAttribute('aria-label', 'Fields');
    focusable(rows, 'treeitem');
    for (const row of rows) {
      row.setAttribute('aria-level', String(depths.get(row) + 1));
      if (!isTip(row)) row.setAttribute('aria-expanded', 'true');
    }
    const hex = packet.querySelector('.hex');
    hex.setAttribute('role', 'group');
    hex.setAttribute('aria-label', 'Octets');
    focusable(runs, 'button');

    const keysOfTree = (event, row) => {
      const seen = rows.filter((one) => !one.hidden);
      const at = seen.indexOf(row);
      const open = row.getAttribute('aria-expanded');
      if (event.key === 'ArrowDown') moveFocus(rows, seen[at + 1]);
      else if (event.key === 'ArrowUp') moveFocus(rows, seen[at - 1]);
      else if (event.key === 'Home') moveFocus(rows, seen[0]);
      else if (event.key === 'End') moveFocus(rows, seen.at(-1));
      else if (event.key === 'ArrowRight' && open === 'false') toggle(row, true);
      else if (event.key === 'ArrowRight' && open === 'true') moveFocus(rows, seen[at + 1]);
      else if (event.key === 'ArrowLeft' && open === 'true') toggle(row, false);
      else if (event.key === 'ArrowLeft')
        moveFocus(
          rows,
          seen.slice(0, at).findLast((one) => depths.get(one) < depths.get(row)),
        );
      else return false;
      return true;
    };
    const keysOfOctets = (event, run) => {
      const at = runs.indexOf(run);
      if (event.key === 'ArrowRight' || event.key === 'ArrowDown') moveFocus(runs, runs[at + 1]);
      else if (event.key === 'ArrowLeft' || event.key === 'ArrowUp') moveFocus(runs, runs[at - 1]);
      else if (event.key === 'Home') moveFocus(runs, runs[0]);
      else if (event.key === 'End') moveFocus(runs, runs.at(-1));
      else return false;
      return true;
    };
    const OURS = '.tree [data-at], .hex b';
    packet.addEventListener('keydown', (event) => {
      const element = event.target.closest(OURS);
      if (!element) return;
      const moved = rows.includes(element) ? keysOfTree(event, element) : keysOfOctets(event, element);
      if (event.key === 'Enter' || event.key === ' ') pin(pinned === element ? undefined : element);
      else if (!moved) return;
      event.preventDefault();
    });
    packet.addEventListener('focusin', (event) => {
      const element = event.target.closest(OURS);
      if (element) light(element);
    });
    packet.addEventListener('focusout', () => light(pinned));
    packet.addEventListener('mouseover', (event) => light(event.target.closest(OURS) ?? pinned));
    packet.addEventListener('mouseleave', () => light(pinned));
    packet.addEventListener('click', (event) => {
      const element = event.target.closest(OURS);
      if (element) pin(pinned === element ? undefined : element);
    });
  };

  /** Roles and listeners cost something per field: a packet gets them when it is first shown. */
  const startPackets = () => {
    const started = new WeakSet();
    const start = (packet) => {
      if (started.has(packet) || !packet.open) return;
      started.add(packet);
      startPacket(packet);
    };
    for (const packet of all('details.packet')) {
      start(packet);
      packet.addEventListener('toggle', () => start(packet));
    }
    const openTarget = () => {
      const target = /^#frame-\d+$/.test(location.hash) && document.querySelector(location.hash);
      if (!target) return;
      target.open = true;
      start(target);
      target.scrollIntoView({ block: 'start' });
    };
    addEventListener('hashchange', openTarget);
    openTarget();
    // The same frame twice in a row changes no address.
    document.addEventListener('click', (event) => {
      const link = event.target.closest('a');
      const to = link?.getAttribute('href');
      if (to && to === location.hash) openTarget();
    });
  };

  /* ---- copy buttons ---- */

  const copyText = async (element) => {
    try {
      await navigator.clipboard.writeText(element.textContent);
    } catch {
      const range = document.createRange();
      range.selectNodeContents(element);
      getSelection().removeAllRanges();
      getSelection().addRange(range);
      return document.execCommand('copy');
    }
    return true;
  };

  const startCopyButtons = () => {
    for (const box of all('.copied')) {
      const button = document.createElement('button');
      button.type = 'button';
      button.className = 'copy';
      button.textContent = 'Copy';
      if (box.closest('.packet')) button.title = 'Copy the display filter for Wireshark';
      button.addEventListener('click', async () => {
        button.textContent = (await copyText(box.querySelector('pre, code'))) ? 'Copied' : 'Press Ctrl+C';
        setTimeout(() => (button.textContent = 'Copy'), 2000);
      });
      box.append(button);
    }
  };

  /* ---- every row has an address: a link to it shows in the row under the pointer, and in the one with the focus ---- */

  const ROWS = 'tr[id], article[id], .requirements li[id]';

  const startAnchors = () => {
    const make = () => {
      const link = document.createElement('a');
      link.className = 'self';
      link.textContent = '#';
      link.title = 'Link to this row';
      link.setAttribute('aria-label', link.title);
      return link;
    };
    const [pointed, focused] = [make(), make()];
    pointed.tabIndex = -1;
    const put = (link, other, row) => {
      if (!row || row.querySelector('a.own') || row.contains(other)) return link.remove();
      if (row.contains(link)) return undefined;
      link.href = `#${encodeURIComponent(row.id)}`;
      const name = row.querySelector('h3, h4, th, td > b + span, td > a, p') ?? row.cells[0];
      return name.matches('span, a') ? name.after(link) : name.append(link);
    };
    document.addEventListener('mouseover', (event) => {
      if (event.target !== pointed) put(pointed, focused, event.target.closest(ROWS));
    });
    document.addEventListener('focusin', (event) => {
      if (event.target === focused || event.target === pointed) return;
      const row = event.target.closest(ROWS);
      // Of thousands of rows the next one must stay one key away; there the name leads to a page of the test's own.
      focused.tabIndex = row?.closest('table.tests') ? -1 : 0;
      if (row?.contains(pointed)) pointed.remove();
      put(focused, pointed, row);
    });
  };

  /* ---- a target inside something folded unfolds it ---- */

  /** An address may have been cut on its way, in the middle of an escaped letter. */
  const anchorIn = (hash) => {
    try {
      return decodeURIComponent(hash.slice(1));
    } catch {
      return '';
    }
  };

  const startTargets = () => {
    const unfold = () => {
      const target = !location.hash.includes('=') && document.getElementById(anchorIn(location.hash));
      const folded = target && target.closest('details:not([open])');
      if (!folded || folded === target) return;
      folded.open = true;
      target.scrollIntoView();
    };
    addEventListener('hashchange', unfold);
    unfold();
  };

  /* ---- paper cannot be unfolded: what explains a finding is printed, long lists are not ---- */

  const startPrinting = () => {
    let opened = [];
    const namedPackets = () =>
      all('.steps .refs a, #why a').flatMap((link) => {
        const packet = /^#frame-\d+$/.test(link.getAttribute('href')) && document.querySelector(link.getAttribute('href'));
        return packet && packet.open === false ? [packet] : [];
      });
    addEventListener('beforeprint', () => {
      const explained = all('.finding details:not([open]), .reasons details:not([open]), #back details:not([open])');
      opened = [...new Set([...explained, ...namedPackets()])];
      for (const one of opened) one.open = true;
    });
    addEventListener('afterprint', () => {
      for (const one of opened) one.open = false;
    });
  };

  followOldAddress();
  startPrinting();
  startTargets();
  startList();
  startSearchKey();
  startPackets();
  startCopyButtons();
  startAnchors();
})();
