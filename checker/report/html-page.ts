/** Style and script of the page of an execution: one step at a time, by key, by the diagram or by the address. */

export const PAGE_STYLE = `
  :root { --ground: #fff; --ink: #1f2328; --faint: #656d76; --line: #d1d9e0; --at: #ddf4ff; --edge: #0969da; --bad: #cf222e; --bad-ground: #ffebe9; --new: #fff8c5 }
  @media (prefers-color-scheme: dark) {
    :root { --ground: #0d1117; --ink: #e6edf3; --faint: #8d96a0; --line: #30363d; --at: #12304f; --edge: #4493f8; --bad: #ff7b72; --bad-ground: #3c1618; --new: #3a2f0b }
  }
  body { font: 15px/1.5 system-ui, sans-serif; margin: 1.5rem; color: var(--ink); background: var(--ground) }
  h1 { font-size: 1.2rem; margin: 0 } h2 { font-size: 1rem; margin: .8rem 0 .3rem } h3 { font-size: .85rem; margin: .6rem 0 .2rem; color: var(--faint); font-weight: 600 }
  p { margin: .3rem 0 } ul { margin: 0; padding-left: 1.1rem } code { font: .86em/1.5 ui-monospace, monospace; overflow-wrap: anywhere; white-space: pre-wrap }
  a { color: var(--edge) } .violated { color: var(--bad); font-weight: 600; max-width: 70rem } .faint, .keys { color: var(--faint) }
  kbd { border: 1px solid var(--line); border-radius: 4px; padding: 0 .35em; font-size: .85em }
  table { border-collapse: collapse } th { text-align: left; font-weight: 600; white-space: nowrap } td, th { vertical-align: top; padding: .1rem .9rem .1rem 0 }
  .why { margin: .6rem 0 } .why th { color: var(--faint) } .why td { overflow-wrap: anywhere; white-space: pre-wrap; max-width: 70rem } .why .bad td { color: var(--bad) }
  summary { cursor: pointer; color: var(--faint) }
  .work { display: grid; grid-template-columns: fit-content(62%) minmax(22rem, 1fr); gap: 1.5rem; align-items: start }
  .diagram { overflow: auto; border: 1px solid var(--line); border-radius: 6px } svg { display: block } .names { position: sticky; top: 0; background: var(--ground); border-bottom: 1px solid var(--line) }
  main { min-width: 0 } section.bad h2 { color: var(--bad) }
  .state td { overflow-wrap: anywhere; white-space: pre-wrap; font: .86em/1.5 ui-monospace, monospace } .state tr.new td, .state tr.new th { background: var(--new) }
  .state th { font-size: .86em; padding-left: .3rem }
  svg text { font: 13px ui-monospace, monospace; fill: var(--ink) } svg .number, svg .faint { fill: var(--faint) } svg .name { font-weight: 600 }
  svg a { text-decoration: none; cursor: pointer } svg .row { fill: transparent } svg a:hover .row { fill: var(--line); opacity: .4 }
  svg a.at .row { fill: var(--at) } svg a.bad .label { fill: var(--bad); font-weight: 600 } svg a.bad.at .row { fill: var(--bad-ground) }
  .life { stroke: var(--line); stroke-width: 1.5 } .step { fill: var(--ink); stroke: var(--ground); stroke-width: 1.5 } .step.at { fill: var(--edge) }
  .message { fill: none; stroke: var(--faint); stroke-width: 1.2; pointer-events: none } .message.before { stroke-dasharray: 4 3 } .message.read { stroke-dasharray: 2 3 } .message.at { stroke: var(--edge); stroke-width: 2.4 }
  .head { fill: context-stroke } .cross { stroke: var(--bad); stroke-width: 3; fill: none } .everybody { stroke: var(--faint); stroke-width: 3; stroke-dasharray: 2 5 }
  .stepping-only, .stepping section, .stepping .static-only { display: none } .stepping .stepping-only { display: block } .stepping table.stepping-only { display: table }
  .stepping section.at { display: block }
  .stepping { display: flex; flex-direction: column; box-sizing: border-box; height: 100vh; margin: 0; padding: 1rem 1.5rem } .stepping header { flex: 0 1 auto; max-height: 45vh; overflow: auto }
  .stepping .work { flex: 1 1 0; min-height: 0; grid-template-rows: minmax(0, 1fr) } .stepping main, .stepping .diagram { max-height: 100%; box-sizing: border-box; overflow: auto }
  @media (max-width: 60rem) { .work { grid-template-columns: minmax(0, 1fr) } .stepping { display: block; height: auto } .stepping header, .stepping main { max-height: none } .stepping .diagram { max-height: 50vh } }
  @media print { .stepping { display: block; height: auto } .stepping section { display: block } .stepping header, .stepping main, .stepping .diagram { max-height: none } }`;

export const PAGE_SCRIPT = `
  const { names, first, steps, opening } = JSON.parse(document.getElementById('states').textContent);
  const sections = [...document.querySelectorAll('main section')];
  const table = document.querySelector('table.state');
  const main = document.querySelector('main');
  const text = (value) => Array.isArray(value) ? value.join('\\n') : value;
  let at = 0;
  const showState = () => {
    const values = first.map((value) => value);
    for (const changes of steps.slice(0, at))
      for (const [i, value] of changes) values[i] = Array.isArray(value) ? [...values[i], ...value] : value;
    const changed = new Set(at === 0 ? [] : steps[at - 1].map(([i]) => i));
    table.replaceChildren(...names.flatMap((name, i) => {
      if (values[i].length === 0 && !changed.has(i)) return [];
      const row = document.createElement('tr');
      row.className = changed.has(i) ? 'new' : '';
      const head = row.appendChild(document.createElement('th'));
      head.textContent = name;
      row.appendChild(document.createElement('td')).textContent = text(values[i]);
      return [row];
    }));
  };
  const diagram = document.querySelector('.diagram');
  // No row hides behind the names, which stay at the top.
  const heads = diagram.querySelector('.names');
  if (heads !== null) diagram.style.scrollPaddingTop = heads.getBoundingClientRect().height + 'px';
  // The diagram alone is scrolled: the page opens at its top, and at its step.
  const centre = (row) => {
    const [own, pane] = [row.getBoundingClientRect(), diagram.getBoundingClientRect()];
    diagram.scrollTop += own.top + own.height / 2 - pane.top - pane.height / 2;
  };
  const show = (to, isMoved) => {
    at = Math.max(0, Math.min(steps.length, to));
    sections.forEach((section, i) => section.classList.toggle('at', i === at));
    document.querySelectorAll('[data-step]').forEach((row) => {
      const isAt = Number(row.dataset.step) === at;
      row.classList.toggle('at', isAt);
      if (isAt && isMoved) row.scrollIntoView({ block: 'nearest' });
      else if (isAt) centre(row);
    });
    document.querySelectorAll('[data-dot]').forEach((dot) => dot.classList.toggle('at', Number(dot.dataset.dot) === at));
    document.querySelectorAll('.message').forEach((arrow) => {
      arrow.classList.toggle('at', at > 0 && (Number(arrow.dataset.to) === at || Number(arrow.dataset.from) === at));
    });
    showState();
    main.scrollTop = 0;
    if (isMoved) history.replaceState(null, '', '#step-' + at);
  };
  const fromAddress = () => {
    const found = sections.findIndex(({ id }) => '#' + id === location.hash);
    return found < 0 ? opening : found;
  };
  document.body.classList.add('stepping');
  addEventListener('hashchange', () => show(fromAddress(), true));
  addEventListener('keydown', (event) => {
    const { key, ctrlKey, metaKey, altKey } = event;
    if (ctrlKey || metaKey || altKey) return;
    const by = { ArrowDown: 1, ArrowRight: 1, j: 1, ArrowUp: -1, ArrowLeft: -1, k: -1, PageDown: 10, PageUp: -10, Home: -Infinity, End: Infinity }[key];
    if (by === undefined) return;
    event.preventDefault();
    show(at + by, true);
  });
  show(fromAddress(), false);`;
