// The SVG of a view: its boxes, the edges between them, and what is marked.

const XLINK = 'http://www.w3.org/1999/xlink';
const MOST_MARKED = 500;
const MOST_WITH_EDGES = 20;  // selected boxes whose edges are shown, too
const MARK_MARGIN = 3;

class Picture {
  #view;
  #graph;
  #groups = new Map();  // by the id of the box
  #edges = [];          // {from, to, group}
  #rects = new Map();
  #marks = svgElement('g', {class: 'marks', 'aria-hidden': 'true'});

  /** `text` is what Graphviz wrote. */
  constructor(view, text) {
    this.#view = view;
    const parsed = new DOMParser().parseFromString(text, 'image/svg+xml').documentElement;
    this.svg = document.adoptNode(parsed);
    const [, , width, height] = (this.svg.getAttribute('viewBox') ?? '0 0 1 1').split(/[\s,]+/).map(Number);
    this.width = width;
    this.height = height;
    for (const name of ['width', 'height', 'viewBox']) this.svg.removeAttribute(name);
    for (const tagged of this.svg.querySelectorAll('[id]')) tagged.removeAttribute('id');
    this.svg.setAttribute('class', 'picture');
    this.svg.setAttribute('role', 'group');
    this.svg.setAttribute('aria-label', `Picture: ${view.title}`);
    this.#graph = this.svg.querySelector('g.graph') ?? this.svg;
    this.#findBoxes();
    this.#findEdges();
    this.#useTitles();
    this.#graph.append(this.#marks);
    this.world = svgElement('g', {class: 'world'});  // which the camera moves
    this.world.append(...this.svg.childNodes);
    this.svg.append(this.world);
    this.texts = this.svg.querySelectorAll('text').length;
  }

  /** The name that Graphviz has given to a group, which nobody needs any more. */
  static #takeName(group) {
    const title = group.querySelector(':scope > title');
    title?.remove();
    return title?.textContent ?? '';
  }

  #findBoxes() {
    for (const group of this.svg.querySelectorAll('g.node')) {
      const [, id] = /^n(\d+)$/.exec(Picture.#takeName(group)) ?? [];
      const box = this.#view.boxes.get(Number(id));
      if (!box) continue;
      group.setAttribute('tabindex', '0');
      group.setAttribute('role', 'button');
      group.setAttribute('aria-pressed', 'false');
      group.setAttribute('aria-label', box.title || `n${box.id}`);
      group.dataset.box = box.id;
      this.#groups.set(box.id, group);
    }
  }

  #findEdges() {
    for (const group of this.svg.querySelectorAll('g.edge')) {
      const [, from, to] = /^n(\d+)(?::\w+)*->n(\d+)/.exec(Picture.#takeName(group)) ?? [];
      if (to !== undefined) this.#edges.push({from: Number(from), to: Number(to), group});
    }
  }

  /** Tool tips as elements, which all browsers show. */
  #useTitles() {
    for (const group of this.svg.querySelectorAll('g.graph, g.cluster')) Picture.#takeName(group);
    for (const anchor of this.svg.querySelectorAll('a')) {
      const text = anchor.getAttributeNS(XLINK, 'title')?.trim();
      anchor.removeAttributeNS(XLINK, 'title');
      if (!text) continue;
      const title = svgElement('title', {});
      title.textContent = text;
      anchor.prepend(title);
    }
  }

  group(boxId) {
    return this.#groups.get(boxId) ?? null;
  }

  /** Where a box is, in units of the picture. Only while the picture is shown. */
  rect(boxId) {
    if (!this.#rects.has(boxId)) {
      const group = this.#groups.get(boxId);
      if (!group) return null;
      const {x, y, width, height} = group.getBBox();
      const shift = this.#shift();
      this.#rects.set(boxId, {x: x + shift.x, y: y + shift.y, width, height});
    }
    return this.#rects.get(boxId);
  }

  #shift = lazy(() => {
    const matrix = this.#graph.transform?.baseVal.consolidate()?.matrix;
    return {x: matrix?.e ?? 0, y: matrix?.f ?? 0};
  });

  /** What is around all of them; null where there is none. */
  rectAround(boxIds) {
    const rects = boxIds.map((id) => this.rect(id)).filter((rect) => rect !== null);
    if (rects.length === 0) return null;
    const x = Math.min(...rects.map((rect) => rect.x));
    const y = Math.min(...rects.map((rect) => rect.y));
    const right = Math.max(...rects.map((rect) => rect.x + rect.width));
    const bottom = Math.max(...rects.map((rect) => rect.y + rect.height));
    return {x, y, width: right - x, height: bottom - y};
  }

  /** Marks boxes as selected; and where they are few, their edges and neighbours. */
  mark(boxIds) {
    for (const group of this.svg.querySelectorAll('.selected, .lit')) group.classList.remove('selected', 'lit');
    for (const group of this.svg.querySelectorAll('[aria-pressed=true]')) group.setAttribute('aria-pressed', 'false');
    this.#marks.replaceChildren();
    this.svg.classList.toggle('has-selection', boxIds.length > 0);
    const selected = new Set(boxIds.slice(0, MOST_MARKED));
    if (selected.size <= MOST_WITH_EDGES) this.#markNeighbours(selected);
    for (const id of selected) {
      const group = this.#groups.get(id);
      group?.classList.add('selected');
      group?.setAttribute('aria-pressed', 'true');
      this.#frame(id, 'mark');
    }
  }

  #markNeighbours(selected) {
    const neighbours = new Set();
    for (const {from, to, group} of this.#edges) {
      if (!selected.has(from) && !selected.has(to)) continue;
      group.classList.add('lit');
      neighbours.add(selected.has(from) ? to : from);
      this.#halo(group);
    }
    for (const id of [...neighbours].slice(0, MOST_MARKED)) {
      if (!selected.has(id)) this.#frame(id, 'mark neighbour');
    }
  }

  #halo(edge) {
    const path = edge.querySelector('path');
    if (path && this.#marks.childElementCount < MOST_MARKED) {
      this.#marks.append(svgElement('path', {class: 'halo', d: path.getAttribute('d')}));
    }
  }

  #frame(boxId, css) {
    const rect = this.rect(boxId);
    if (!rect) return;
    const shift = this.#shift();
    this.#marks.append(svgElement('rect', {
      class: css,
      x: rect.x - shift.x - MARK_MARGIN,
      y: rect.y - shift.y - MARK_MARGIN,
      width: rect.width + 2 * MARK_MARGIN,
      height: rect.height + 2 * MARK_MARGIN,
      rx: 7,
    }));
  }

  /** The id of the nearest box in a direction, such as (1, 0) for the right: one behind an edge, if there is one. */
  nearest(boxId, dx, dy) {
    const start = this.rect(boxId);
    if (!start) return null;
    const neighbours = this.#edges.filter(({from, to}) => from === boxId || to === boxId)
        .map(({from, to}) => (from === boxId ? to : from));
    return this.#nearestOf(neighbours, start, dx, dy, 1) ?? this.#nearestOf(this.#groups.keys(), start, dx, dy, 2);
  }

  /** Of those not more to the side than `slope` times the way ahead. */
  #nearestOf(boxIds, start, dx, dy, slope) {
    let best = null;
    let shortest = Infinity;
    for (const id of boxIds) {
      const rect = this.rect(id);
      if (!rect) continue;
      const x = rect.x + rect.width / 2 - start.x - start.width / 2;
      const y = rect.y + rect.height / 2 - start.y - start.height / 2;
      const ahead = x * dx + y * dy;
      const aside = Math.abs(x * dy) + Math.abs(y * dx);
      if (ahead <= 1 || aside > slope * ahead) continue;
      const length = ahead + 2 * aside;
      if (length < shortest) {
        shortest = length;
        best = id;
      }
    }
    return best;
  }
}
