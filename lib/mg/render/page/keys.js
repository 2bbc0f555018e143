// What keys do outside of fields.

const PAN_STEP = 80;  // pixels
const ZOOM_STEP = 1.25;

const ARROWS = {ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1]};

/** Selects the next box in the direction of the arrow; or moves the picture. */
function pressArrow(app, event) {
  if (event.target.closest('.panel, .code')) return false;  // these scroll
  const [dx, dy] = ARROWS[event.key];
  const [first] = app.selectedBoxes;
  if (first === undefined || event.shiftKey) {
    app.camera.panBy(-dx * PAN_STEP, -dy * PAN_STEP);
    return true;
  }
  const next = app.picture.nearest(first, dx, dy);
  if (next !== null) app.go({selection: {box: next}}, {record: 'replace', focus: true});
  return true;
}

/** Selects the box that has the focus; opens it, or goes on to what is known of it, where it is selected already. */
function pressEnter(app, event) {
  const box = app.boxAt(event.target);
  if (!box) return false;
  if (!app.selectedBoxes.includes(box.id)) app.go({selection: {box: box.id}});
  else if (box.opens >= 0) app.open(box);
  else byId('selected')?.focus();
  return true;
}

/** One step back. */
function pressEscape(app) {
  if (app.codePanel.isOpen) app.toggleCode();
  else if (document.activeElement.closest('.panel')) app.focusSelection();
  else if (app.selection) app.go({});
  else return app.goUp();
  return true;
}

/** An action gives false where there was nothing to do, and the key is left to the browser. */
const KEYS = {
  '+': (app) => app.camera.zoomAtCentre(ZOOM_STEP),
  '=': (app) => app.camera.zoomAtCentre(ZOOM_STEP),
  '-': (app) => app.camera.zoomAtCentre(1 / ZOOM_STEP),
  '0': (app) => app.camera.fit(),
  '?': () => byId('keys').showModal(),
  '/': (app) => app.finder.focus(),
  'c': (app) => app.hasCode && app.toggleCode(),
  't': () => toggleTheme(),
  'Enter': pressEnter,
  ' ': pressEnter,
  'Backspace': (app) => app.goUp(),
  'Escape': pressEscape,
};
for (const arrow of Object.keys(ARROWS)) KEYS[arrow] = pressArrow;
for (let digit = 1; digit <= 9; digit++) {
  KEYS[digit] = (app) => {
    const level = app.views.whole[digit - 1];
    return level !== undefined && app.goToLevel(level);
  };
}

function attachKeys(app) {
  document.addEventListener('keydown', (event) => {
    if (byId('keys').open) return;
    if (event.key === 'k' && (event.ctrlKey || event.metaKey)) {
      app.finder.focus();
      event.preventDefault();
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest('input')) return;
    if (Object.hasOwn(KEYS, event.key) && KEYS[event.key](app, event) !== false) event.preventDefault();
  });
}
