// What is shown and selected, as the fragment of the page's address: "#view=neuron&node=12".
//
// A selection is `{node: id}`, `{box: id}`, `{scope: path}`, `{line: index}`, or null.

function toAddress(views, {view, selection}) {
  const words = new URLSearchParams({view: views.key(view)});
  for (const [kind, what] of Object.entries(selection ?? {})) words.set(kind, what);
  return `#${words}`;
}

/** The selection in an address, or null. Whether there is such a thing is for others to tell. */
function selectionFrom(words) {
  for (const kind of ['node', 'box', 'line']) {
    if (/^\d{1,10}$/.test(words.get(kind) ?? '')) return {[kind]: Number(words.get(kind))};
  }
  return words.has('scope') ? {scope: words.get('scope')} : null;
}

/** `view` is null where the address names none. */
function fromAddress(views, hash) {
  const words = new URLSearchParams(hash.replace(/^#/, ''));
  return {view: views.byKey(words.get('view')), selection: selectionFrom(words)};
}

const sameSelection = (a, b) => JSON.stringify(a) === JSON.stringify(b);
