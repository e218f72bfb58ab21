/** Style and script of the page of a chain: one link at a time, by key, by the strip or by the address. */

export const PAGE_STYLE = `
  :root { color-scheme: light dark; --paper: #ffffff }
  body { font: 16px/1.5 system-ui, sans-serif; max-width: 70rem; margin: 2rem auto; padding: 0 1rem; color: #1f2328; background: var(--paper) }
  h1 { font-size: 1.5rem; margin: 0 0 .5rem } h2 { font-size: 1.1rem; margin: 1rem 0 .5rem }
  .like { color: #1a7f37; padding: 0 .5rem } code { font-size: .9em; overflow-wrap: anywhere }
  .breach-words { color: #cf222e; font-weight: 600 }
  kbd { border: 1px solid #8c959f; border-radius: 4px; padding: 0 .35em; font-size: .85em }
  nav { display: flex; overflow-x: auto; padding: .5rem 0; border: solid #d1d9e0; border-width: 1px 0 }
  nav svg { flex: none } nav .names { position: sticky; left: 0; background: var(--paper) }
  nav a.at rect { stroke: #d4a72c; stroke-width: 4 } .crashed { stroke: #cf222e; stroke-width: 2; fill: none } .one + .crashed { stroke: #ffb3ad }
  .graph { margin: 2rem 0 } .pair { overflow-x: auto } .pair svg, .graph svg { max-width: 100%; height: auto }
  /* Who comes by an address with a link in it is to see the top of the page all the same. */
  .stepping section { display: none; scroll-margin-top: 100vh } .stepping section.at { display: block }
  .graph .chain.at { stroke: #1a7f37; stroke-width: 8 }
  @media (prefers-color-scheme: dark) {
    :root { --paper: #0d1117 }
    body { color: #e6edf3 } .like { color: #56d364 } nav { border-color: #2f353d }
    .crashed { stroke: #ff7b72 } .one + .crashed { stroke: #ffb3ad }
    .breach-words { color: #ff7b72 } .graph .chain.at { stroke: #56d364 }
  }`;

export const PAGE_SCRIPT = `
  const main = document.querySelector('main');
  const nav = document.querySelector('nav');
  const sections = main === null ? [] : [...main.querySelectorAll('section')];
  let at = 0;
  const show = (to) => {
    at = Math.max(0, Math.min(sections.length - 1, to));
    sections.forEach((section, i) => section.classList.toggle('at', i === at));
    document.querySelectorAll('.graph .chain').forEach((link, i) => link.classList.toggle('at', i === at));
    nav.querySelectorAll('a').forEach((a) => {
      const place = Number(a.dataset.place);
      a.classList.toggle('at', place === at || place === at + 1);
      // The strip alone is scrolled, and not the page.
      if (place === at) nav.scrollLeft += a.getBoundingClientRect().left - nav.getBoundingClientRect().left - nav.clientWidth / 2;
    });
  };
  const step = (to) => {
    show(to);
    history.replaceState(null, '', '#link-' + (at + 1));
  };
  const fromAddress = () => {
    const found = sections.findIndex(({ id }) => '#' + id === location.hash);
    return found < 0 ? Number(main.dataset.at) : found;
  };
  if (sections.length > 0) {
    document.body.classList.add('stepping');
    addEventListener('hashchange', () => show(fromAddress()));
    addEventListener('keydown', (event) => {
      const { key, shiftKey, ctrlKey, metaKey, altKey } = event;
      if (ctrlKey || metaKey || altKey) return;
      const far = shiftKey ? 10 : 1;
      const to = { ArrowRight: at + far, ArrowLeft: at - far, Home: 0, End: sections.length - 1 }[key];
      if (to === undefined) return;
      event.preventDefault();
      step(to);
    });
    show(fromAddress());
  }`;
