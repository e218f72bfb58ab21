/** Style and script of the page of a chain: one link at a time, by key, by the strip or by the address. */

export const PAGE_STYLE = `
  :root { color-scheme: light dark }
  body { font: 16px/1.5 system-ui, sans-serif; max-width: 70rem; margin: 2rem auto; padding: 0 1rem; color: #1f2328; background: #ffffff }
  h1 { font-size: 1.5rem; margin: 0 0 .5rem } h2 { font-size: 1.1rem; margin: 1rem 0 .5rem }
  .like { color: #1a7f37; padding: 0 .5rem } code { font-size: .9em; overflow-wrap: anywhere }
  kbd { border: 1px solid #8c959f; border-radius: 4px; padding: 0 .35em; font-size: .85em }
  nav { overflow-x: auto; padding: .5rem 0; border: solid #d1d9e0; border-width: 1px 0 } nav a.at rect { stroke: #d4a72c; stroke-width: 4 }
  .graph { margin: 2rem 0 } .pair { overflow-x: auto } .pair svg, .graph svg { max-width: 100%; height: auto }
  .stepping section { display: none } .stepping section.at { display: block }
  @media (prefers-color-scheme: dark) {
    body { color: #e6edf3; background: #0d1117 } .like { color: #56d364 } nav { border-color: #2f353d }
  }`;

export const PAGE_SCRIPT = `
  const main = document.querySelector('main');
  const sections = main === null ? [] : [...main.querySelectorAll('section')];
  let at = 0;
  const show = (to) => {
    at = Math.max(0, Math.min(sections.length - 1, to));
    sections.forEach((section, i) => section.classList.toggle('at', i === at));
    document.querySelectorAll('nav a').forEach((a) => {
      const place = Number(a.dataset.place);
      a.classList.toggle('at', place === at || place === at + 1);
      if (place === at) a.scrollIntoView({ block: 'nearest', inline: 'center' });
    });
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
      const { key, ctrlKey, metaKey, altKey } = event;
      if (ctrlKey || metaKey || altKey) return;
      const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: sections.length - 1 }[key];
      if (to === undefined) return;
      event.preventDefault();
      show(to);
    });
    show(fromAddress());
  }`;
