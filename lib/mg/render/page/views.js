// Views and their boxes, and which of them show a node.

/** Ids as half-open ranges, ascending, in one array: begin, end, begin, end, ... */
class Ranges {
  constructor(bounds) {
    this.bounds = bounds;
    this.size = 0;
    for (let i = 0; i < bounds.length; i += 2) this.size += bounds[i + 1] - bounds[i];
  }

  /** From gap, length, gap, length, ... */
  static fromSteps(steps) {
    let last = 0;
    return new Ranges(Uint32Array.from(steps, (step) => (last += step)));
  }

  /** From ids, ascending. */
  static fromIds(ids) {
    const bounds = [];
    for (const id of ids) {
      if (bounds.length > 0 && bounds[bounds.length - 1] === id) bounds[bounds.length - 1]++;
      else bounds.push(id, id + 1);
    }
    return new Ranges(bounds);
  }

  /** The place of the range that holds all from `begin` to `end`, or -1. */
  #find(begin, end) {
    let low = 0;
    let high = this.bounds.length / 2;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.bounds[2 * middle + 1] < end) low = middle + 1;
      else high = middle;
    }
    return 2 * low < this.bounds.length && this.bounds[2 * low] <= begin ? low : -1;
  }

  has(id) {
    return this.#find(id, id + 1) >= 0;
  }

  covers(other) {
    for (let i = 0; i < other.bounds.length; i += 2) {
      if (this.#find(other.bounds[i], other.bounds[i + 1]) < 0) return false;
    }
    return true;
  }

  * ids() {
    for (let i = 0; i < this.bounds.length; i += 2) {
      for (let id = this.bounds[i]; id < this.bounds[i + 1]; id++) yield id;
    }
  }
}

class View {
  constructor(index, {title, from, boxes}) {
    this.index = index;
    this.title = title;
    this.from = from;
    this.boxes = new Map();
    for (const [id, name, steps, node, opens, expand] of boxes) {
      this.boxes.set(id, {id, title: name, members: Ranges.fromSteps(steps), node, opens, expand});
    }
  }

  /** The smallest box for which `fits` says so; of equals, the one that shows `node`. */
  smallest(fits, node = -1) {
    let best = null;
    for (const box of this.boxes.values()) {
      const isBetter = !best || box.members.size < best.members.size ||
          (box.members.size === best.members.size && box.node === node && best.node !== node);
      if (isBetter && fits(box)) best = box;
    }
    return best;
  }

  boxOfNode(id) {
    return this.smallest((box) => box.members.has(id), id);
  }

  /** The box that has all of them; or else the boxes that have nothing else. */
  boxesOf(members) {
    const around = this.smallest((box) => box.members.covers(members));
    return around ? [around] : [...this.boxes.values()].filter((box) => members.covers(box.members));
  }

  boxesOfNodes(ids) {
    return [...new Set(ids.map((id) => this.boxOfNode(id)).filter((box) => box !== null))];
  }

  boxThatOpens(view) {
    return [...this.boxes.values()].find((box) => box.opens === view) ?? null;
  }
}

class Views {
  constructor(rows) {
    this.all = rows.map((row, index) => new View(index, row));
    this.whole = this.all.filter((view) => view.from < 0);
  }

  /** A name for addresses: the title, where no earlier view has the same. */
  key(view) {
    return this.byKey(view.title) === view ? view.title : `${view.title}~${view.index}`;
  }

  byKey(key) {
    return this.all.find((view) => view.title === key) ??
        this.all.find((view) => `${view.title}~${view.index}` === key) ?? null;
  }

  /** From the view of the whole down to this one. A chain that bites its tail ends there. */
  trail(view) {
    const trail = [view];
    while (trail[0].from >= 0 && !trail.includes(this.all[trail[0].from])) trail.unshift(this.all[trail[0].from]);
    return trail;
  }

  /** Where a node is to be seen: here, if anywhere here; else where its box is smallest. Null: nowhere. */
  viewOfNode(id, here) {
    return this.#best((view) => view.boxOfNode(id), here);
  }

  /** Likewise the view whose boxes have all of `members`. */
  viewOf(members, here) {
    if (here.boxesOf(members).length > 0) return here;
    return this.#best((view) => view.smallest((box) => box.members.covers(members)), here);
  }

  #best(boxIn, here) {
    if (boxIn(here)) return here;
    let best = null;
    let size = Infinity;
    for (const view of this.all) {
      const box = boxIn(view);
      if (box && box.members.size < size) {
        best = view;
        size = box.members.size;
      }
    }
    return best;
  }
}
