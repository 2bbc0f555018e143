// The page as a whole: what is shown, and what the reader can do.

const MOST_PICTURES = 8;  // kept as elements, for going back to
const READABLE = 0.9;  // pixels for a unit of the picture, for what was searched for
const BEFORE_DOUBLE_CLICK_ENDS = 350;  // ms, in which the picture does not move under the pointer

class App {
  #stage = byId('stage');
  camera = new Camera(this.#stage);
  #pictures = new Map();  // by the index of the view, the latest last: {picture, place}
  selection = null;
  #panelIsHidden = false;
  #later = 0;

  constructor() {
    const {title, summary, start, views, hasCode} = takeData('views');
    this.title = title;
    this.summary = summary;
    this.views = new Views(views);
    this.view = null;
    this.code = lazy(() => takeData('code'));
    this.search = lazy(() => new Search(this.model));
    this.panel = new Panel(byId('details'), this);
    this.codePanel = new CodePanel(byId('code'), this.code, (line) => this.#pickLine(line));
    this.finder = new Finder(this);
    this.hasCode = hasCode;
    this.#fillBar();
    attachGestures(this.#stage, this.camera);
    this.#listen();

    const asked = fromAddress(this.views, location.hash);
    const view = asked.view ?? this.views.all[start];
    this.#render(view);
    // The picture is painted before the nodes are read.
    requestAnimationFrame(() => setTimeout(() => {
      this.go({view, selection: asked.selection}, {record: 'none', centre: true});
      performance.mark('ready');
      document.documentElement.dataset.ready = '';
      setTimeout(() => this.search().prepare());
    }));
  }

  #model = lazy(() => new Model(takeData('nodes')));
  get model() {
    return this.#model();
  }

  // --- going places ---

  /**
   * Shows a view with a selection. `record`: 'push' a step to come back to, 'replace' the last one, or 'none'.
   * `centre`: moves to the selection, large enough to be read. `wait`: in ms, before the picture may move.
   */
  go({view = this.view, selection = null}, {record = 'push', centre = false, wait = 0, focus = false} = {}) {
    this.selection = this.#checked(view, selection);
    this.#render(view);
    const boxes = this.#boxes(view, this.selection);
    const {picture} = this;
    picture.mark(boxes);
    if (selection) this.#panelIsHidden = false;
    this.#showPanel();
    this.panel.show(this.selection);
    if (this.codePanel.isOpen) this.codePanel.mark(this.#lines());
    this.#record(record);
    clearTimeout(this.#later);
    this.camera.measure();
    const reveal = () => {
      const rect = picture.rectAround(boxes);
      if (rect) this.camera.reveal(rect, centre ? {centre, readable: READABLE} : {});
    };
    if (wait > 0) this.#later = setTimeout(reveal, wait);
    else reveal();
    if (focus && boxes.length > 0) picture.group(boxes[0])?.focus({preventScroll: true});
  }

  /** What can be selected in a view: a box of one node is taken for the node, what is not there for nothing. */
  #checked(view, selection) {
    if (selection?.box !== undefined) {
      const box = view.boxes.get(selection.box);
      if (!box) return null;
      return isOfNode(this.model, box) ? {node: box.node} : selection;
    }
    if (selection?.line !== undefined) {
      const nodes = this.model.nodesOfLine(selection.line);
      if (nodes.length === 1) return {node: nodes[0]};
      return nodes.length > 0 ? selection : null;
    }
    if (selection?.scope !== undefined) return this.model.scopePaths.includes(selection.scope) ? selection : null;
    return selection?.node >= this.model.size ? null : selection;
  }

  get picture() {
    return this.#pictures.get(this.view.index).picture;
  }

  /** The ids of the boxes that show what is selected. */
  get selectedBoxes() {
    return this.#boxes(this.view, this.selection);
  }

  #boxes(view, selection) {
    const ids = (boxes) => boxes.map((box) => box.id);
    if (selection?.node !== undefined) return ids(view.boxesOfNodes([selection.node]));
    if (selection?.box !== undefined) return [selection.box];
    if (selection?.scope !== undefined) {
      return ids(view.boxesOf(Ranges.fromIds(this.model.nodesOfScope(selection.scope))));
    }
    if (selection?.line !== undefined) return ids(view.boxesOfNodes(this.model.nodesOfLine(selection.line)));
    return [];
  }

  /** The view to look at a selection in; the current one, where that will do. */
  #viewFor(selection) {
    const {view, views, model} = this;
    if (selection?.node !== undefined) return views.viewOfNode(selection.node, view) ?? view;
    if (selection?.scope !== undefined) {
      return views.viewOf(Ranges.fromIds(model.nodesOfScope(selection.scope)), view) ?? view;
    }
    return view;
  }

  #render(view) {
    if (this.view === view) return;
    const shown = this.view && this.#pictures.get(this.view.index);
    if (shown) {
      shown.place = this.camera.place;
      shown.picture.svg.remove();
    }
    this.view = view;
    const kept = this.#pictures.get(view.index) ?? {picture: this.#makePicture(view), place: null};
    this.#pictures.delete(view.index);
    this.#pictures.set(view.index, kept);
    if (this.#pictures.size > MOST_PICTURES) this.#pictures.delete(this.#pictures.keys().next().value);
    this.#stage.prepend(kept.picture.svg);
    this.camera.show(kept.picture, kept.place);
    this.#showTrail();
  }

  #makePicture(view) {
    return new Picture(view, JSON.parse(byId(`data-svg-${view.index}`).textContent));
  }

  #record(how) {
    const address = toAddress(this.views, {view: this.view, selection: this.selection});
    if (how === 'none' || address === location.hash) return;
    if (how === 'push') history.pushState(null, '', address);
    else history.replaceState(null, '', address);
  }

  open(box) {
    if (box.opens >= 0) this.go({view: this.views.all[box.opens]}, {focus: false});
  }

  /** Out of a box; false where the whole is shown. */
  goUp() {
    const trail = this.views.trail(this.view);
    if (trail.length < 2) return false;
    const outer = trail[trail.length - 2];
    const box = outer.boxThatOpens(this.view.index);
    this.go({view: outer, selection: box ? {box: box.id} : null}, {focus: true});
    return true;
  }

  /** To another level of the whole, with the same selection, as far as it has it. */
  goToLevel(view) {
    const selected = this.selection?.box === undefined ? null : this.view.boxes.get(this.selection.box);
    let selection = this.selection;
    if (selected) {
      const same = [...view.boxes.values()].find((box) => box.title === selected.title);
      selection = same ? {box: same.id} : selected.node >= 0 ? {node: selected.node} : null;
    }
    this.go({view, selection});
  }

  /** A selection from the search. */
  choose(selection) {
    this.go({view: this.#viewFor(selection), selection}, {centre: true, focus: true});
  }

  /** Leaves the search. */
  leave() {
    this.focusSelection();
  }

  #pickLine(line) {
    const nodes = this.model.nodesOfLine(line);
    if (nodes.length > 0) this.go({view: this.#viewFor({node: nodes[0]}), selection: {line}}, {record: 'push'});
  }

  /** The lines of code of what is selected. */
  #lines() {
    const selection = this.selection;
    if (selection?.line !== undefined) return [selection.line];
    const boxNode = selection?.box === undefined ? -1 : this.view.boxes.get(selection.box).node;
    const line = this.model.line(selection?.node ?? boxNode);
    return line >= 0 ? [line] : [];
  }

  showCode(line) {
    this.codePanel.open(line);
    this.#tellOfCode();
  }

  toggleCode() {
    if (!this.codePanel.isOpen) {
      this.showCode(this.#lines()[0] ?? -1);
      return;
    }
    this.codePanel.close();
    this.#tellOfCode();
    this.focusSelection();
  }

  #tellOfCode() {
    const {isOpen} = this.codePanel;
    byId('show-code').setAttribute('aria-expanded', String(isOpen));
    document.body.classList.toggle('code-open', isOpen);
  }

  /** An anchor that selects what it names. */
  link(selection, attributes, ...children) {
    const view = this.#viewFor(selection);
    return element('a', {
      ...attributes,
      'href': toAddress(this.views, {view, selection}),
      'data-node': selection.node ?? null,
      'click': (event) => {
        if (event.ctrlKey || event.metaKey || event.shiftKey) return;
        event.preventDefault();
        this.go({view, selection});
      },
    }, ...children);
  }

  // --- around the picture ---

  #fillBar() {
    byId('title').textContent = this.title;
    byId('summary').textContent = this.summary;
    byId('levels').append(...this.views.whole.map((view, i) => element(
        'button', {'data-view': view.index, 'title': `Key ${i + 1}`, 'click': () => this.goToLevel(view)}, view.title)));
    byId('levels').hidden = this.views.whole.length < 2;
    byId('show-code').hidden = !this.hasCode;
  }

  #showTrail() {
    const trail = this.views.trail(this.view);
    for (const button of byId('levels').children) {
      button.setAttribute('aria-pressed', String(Number(button.dataset.view) === trail[0].index));
    }
    const crumbs = trail.map((view, i) => i + 1 === trail.length ?
      element('span', {'aria-current': 'page'}, view.title) :
      element('button', {click: () => this.#leaveTo(trail[i + 1])}, view.title));
    byId('crumbs').hidden = trail.length < 2;
    byId('crumbs').replaceChildren(...crumbs);
  }

  /** Goes to the view that `inner` was opened from. */
  #leaveTo(inner) {
    const outer = this.views.all[inner.from];
    const box = outer.boxThatOpens(inner.index);
    this.go({view: outer, selection: box ? {box: box.id} : null}, {focus: true});
  }

  #showPanel() {
    document.body.classList.toggle('has-selection', this.selection !== null);
    document.body.classList.toggle('panel-hidden', this.#panelIsHidden);
  }

  #hidePanel() {
    this.#panelIsHidden = true;
    this.#showPanel();
    this.focusSelection();
  }

  focusSelection() {
    const [first] = this.selectedBoxes;
    const group = first === undefined ? null : this.picture.group(first);
    (group ?? this.#stage).focus({preventScroll: true});
  }

  // --- what the reader does ---

  #listen() {
    addEventListener('popstate', () => {
      const {view, selection} = fromAddress(this.views, location.hash);
      this.go({view: view ?? this.view, selection}, {record: 'none'});
    });
    this.#stage.addEventListener('click', (event) => this.#click(event));
    this.#stage.addEventListener('dblclick', (event) => this.#doubleClick(event));
    attachKeys(this);
    const buttons = {
      'zoom-in': () => this.camera.zoomAtCentre(ZOOM_STEP),
      'zoom-out': () => this.camera.zoomAtCentre(1 / ZOOM_STEP),
      'zoom-fit': () => this.camera.fit(),
      'show-code': () => this.toggleCode(),
      'close-code': () => this.toggleCode(),
      'close-panel': () => this.#hidePanel(),
      'theme': toggleTheme,
      'help': () => byId('keys').showModal(),
    };
    for (const [id, action] of Object.entries(buttons)) byId(id).addEventListener('click', action);
    addEventListener('beforeprint', () => this.camera.showAll());
    addEventListener('afterprint', () => this.camera.restore());
  }

  boxAt(target) {
    const id = target.closest?.('[data-box]')?.dataset.box;
    return id === undefined ? null : this.view.boxes.get(Number(id));
  }

  #click(event) {
    if (event.target.closest('button')) return;
    const box = this.boxAt(event.target);
    if (box) this.go({selection: {box: box.id}}, {wait: BEFORE_DOUBLE_CLICK_ENDS});
    else if (this.selection) this.go({});
  }

  #doubleClick(event) {
    const box = this.boxAt(event.target);
    if (box) this.open(box);
  }
}

// The data stands below the script.
document.addEventListener('DOMContentLoaded', () => new App());
