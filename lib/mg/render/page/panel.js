// What is known of the selection, beside the picture.

const MOST_LISTED = 50;
const LINES_AROUND = 3;

function gradientClass(gradient) {
  if (!Number.isFinite(gradient)) return 'pill not-finite';
  return gradient === 0 ? 'pill zero' : gradient > 0 ? 'pill positive' : 'pill negative';
}

class Panel {
  #root;
  #app;

  /**
   * `app` has the model, the views and the current view; `link(selection, attributes, ...children)` makes an anchor that
   * selects, `open(box)` opens a box, `code()` gives the lines, and `showCode(line)` the code panel.
   */
  constructor(root, app) {
    this.#root = root;
    this.#app = app;
  }

  show(selection) {
    const content = this.#content(selection).filter((part) => part !== null);
    this.#root.replaceChildren(...content);
    this.#root.scrollTop = 0;
  }

  #content(selection) {
    if (selection?.node !== undefined) return this.#node(selection.node);
    if (selection?.box !== undefined) return this.#box(this.#app.view.boxes.get(selection.box));
    if (selection?.scope !== undefined) {
      const members = this.#app.model.nodesOfScope(selection.scope);
      const box = [...this.#app.view.boxes.values()].find((one) => one.expand === selection.scope);
      return this.#many(selection.scope, 'scope', box?.members ?? Ranges.fromIds(members), box);
    }
    if (selection?.line !== undefined) return this.#line(selection.line);
    return this.#overview();
  }

  // --- nothing selected ---

  #overview() {
    const {model, title, summary} = this.#app;
    const leaves = (name) => {
      const ids = [];
      for (let row = 0; row < model.rows; row++) {
        if (model.opName(row) === name) ids.push(model.id(row));
      }
      return ids;
    };
    return [
      element('h2', {}, title),
      element('p', {class: 'dim'}, summary),
      element('p', {class: 'hint'}, 'Select a box, or search, to see all that is known of a node.'),
      this.#nodeList('Outputs', model.outputs.map(({id}) => id), {names: model.outputs.map(({name}) => name)}),
      this.#nodeList('Inputs', leaves('input')),
      this.#nodeList('Parameters', leaves('parameter')),
      model.rows < model.size ?
        element('p', {class: 'dim'}, `This page holds ${counted(model.rows, 'node')} of ${counted(model.size, 'node')}.`) :
        null,
    ];
  }

  // --- a node ---

  #node(id) {
    const {model} = this.#app;
    if (model.row(id) < 0) {
      return [
        element('h2', {}, `%${id}`),
        element('p', {}, id < model.size ? 'This page does not hold the node: it has no name.' : 'There is no such node.'),
      ];
    }
    const scope = model.scope(id);
    return [
      this.#title(scope, model.label(id)),
      element('p', {class: 'tags'}, model.kind(id) === 'output' ? null : this.#tag(model.kind(id)),
          ...(model.outputNames.get(id) ?? []).map((name) => element('span', {class: 'tag output'}, `output ${name}`))),
      element('code', {class: 'statement', id: 'statement'}, model.statement(id)),
      this.#figures(id),
      this.#nodeList('Inputs', model.argumentsOf(id), {scope, roles: model.rolesOf(id)}),
      this.#nodeList('Users', model.usersOf(id), {scope}),
      this.#codeOf(model.line(id)),
      this.#boxAround(id),
    ];
  }

  #title(scope, name) {
    return element('h2', {id: 'selected', tabindex: '-1'},
        scope ? this.#app.link({scope}, {class: 'scope'}, `${scope}/`) : null, element('wbr'), name);
  }

  #tag(kind) {
    return element('span', {class: `tag ${kind}`}, kind);
  }

  #figures(id) {
    const {model} = this.#app;
    const value = model.value(id);
    const gradient = model.gradient(id);
    if (value === null && gradient === null) return null;
    const list = element('dl', {class: 'figures'});
    if (value !== null) {
      const css = Number.isFinite(value) ? null : 'not-finite';
      list.append(element('dt', {}, 'value'),
          element('dd', {}, this.#old(model.oldValue(id)), element('span', {id: 'value', class: css}, exactNumber(value))));
    }
    if (gradient !== null) {
      list.append(
          element('dt', {title: `of ${model.gradientOf}`}, '∇ gradient'),
          element('dd', {}, this.#old(model.oldGradient(id)), element('span', {id: 'gradient', class: gradientClass(gradient)}, exactNumber(gradient))));
    }
    return list;
  }

  /** What a number was in the run that this one is compared with. */
  #old(number) {
    return number === null ? null : element('span', {class: 'dim old'}, `${exactNumber(number)} → `);
  }

  /** The box that the node is in, where it is not all of the box. */
  #boxAround(id) {
    const box = this.#app.view.boxOfNode(id);
    if (!box) return element('p', {class: 'dim'}, 'It is not in this picture.');
    if (isOfNode(this.#app.model, box) && box.node === id) return null;
    return element('section', {}, element('h3', {}, 'Drawn in'),
        element('p', {}, this.#app.link({box: box.id}, {}, box.title || `n${box.id}`)), this.#opener(box));
  }

  // --- many nodes ---

  #box(box) {
    return this.#many(box.title || `n${box.id}`, 'box', box.members, box);
  }

  #many(name, what, members, box = null) {
    const {model} = this.#app;
    const slash = name.lastIndexOf('/');
    const shown = box && box.node >= 0 ? box.node : null;
    return [
      this.#title(name.slice(0, Math.max(slash, 0)), name.slice(slash + 1)),
      element('p', {class: 'dim'}, `${what} of ${counted(members.size, 'node')}`),
      box ? this.#opener(box) : null,
      shown === null ? null : element('section', {}, element('h3', {}, 'Shows'),
          element('p', {}, this.#nodeLink(shown)), this.#figures(shown)),
      this.#operations(members),
      this.#members('Members', members.ids(), members.size, {scope: name}),
      shown === null ? null : this.#codeOf(model.line(shown)),
    ];
  }

  /** A button that opens the box, or how to get at what is in it. */
  #opener(box) {
    if (box.opens >= 0) {
      return element('p', {}, element('button', {id: 'open', class: 'primary', click: () => this.#app.open(box)}, 'Open'));
    }
    if (box.expand === '') return null;
    const path = `'${box.expand.replaceAll('\'', '\'\\\'\'')}'`;
    return element('p', {class: 'hint'}, 'What is inside was not drawn. To get it: ',
        element('code', {}, `mg-dot ${this.#app.title}.graph --expand ${path}`));
  }

  #operations(members) {
    const {model} = this.#app;
    const counts = new Map();
    let unknown = 0;
    for (const id of members.ids()) {
      const row = model.row(id);
      if (row < 0) unknown++;
      else counts.set(model.opName(row), (counts.get(model.opName(row)) ?? 0) + 1);
    }
    const chips = [...counts].sort((a, b) => b[1] - a[1]).map(([name, count]) =>
      element('li', {class: `tag ${['input', 'parameter', 'constant'].includes(name) ? name : 'operation'}`},
          `${name} × ${count.toLocaleString('en')}`));
    if (unknown > 0) chips.push(element('li', {class: 'dim'}, `and ${counted(unknown, 'node')} that it does not hold`));
    const title = unknown > 0 ? 'Held by this page' : 'Operations';
    return element('section', {}, element('h3', {}, title), element('ul', {class: 'tags', id: 'operations'}, ...chips));
  }

  // --- a line of code ---

  #line(line) {
    const nodes = this.#app.model.nodesOfLine(line);
    return [
      this.#title('', `line ${line + 1}`),
      element('p', {class: 'dim'}, `computes ${counted(nodes.length, 'node')}`),
      this.#nodeList('Nodes', nodes),
      this.#codeOf(line),
    ];
  }

  /** The line with some around it. */
  #codeOf(line) {
    const code = this.#app.code();
    if (line < 0 || line >= code.length) return null;
    const rows = [];
    for (let i = Math.max(line - LINES_AROUND, 0); i <= Math.min(line + LINES_AROUND, code.length - 1); i++) {
      rows.push(codeLine(i, code[i], i === line));
    }
    return element('section', {}, element('h3', {}, 'Generated code'), element('div', {class: 'listing', id: 'listing'}, ...rows),
        element('p', {}, element('button', {id: 'in-code', click: () => this.#app.showCode(line)}, 'Show in code')));
  }

  // --- lists of nodes ---

  #nodeList(heading, ids, options = {}) {
    return ids.length === 0 ? null : this.#members(heading, ids, ids.length, options);
  }

  /**
   * The first of `count` nodes. `scope`: in which paths begin; `roles`: what each node is there for; `names`: what it is
   * called here, in place of its path.
   */
  #members(heading, ids, count, {scope = '', roles = [], names = []}) {
    const rows = [];
    for (const id of ids) {
      if (rows.length === MOST_LISTED) break;
      rows.push(this.#row(id, scope, roles[rows.length], names[rows.length]));
    }
    const more = count - rows.length;
    return element('section', {'data-list': heading.toLowerCase()},
        element('h3', {}, heading, element('span', {class: 'count'}, count.toLocaleString('en'))),
        element('ul', {class: 'nodes'}, ...rows),
        more > 0 ? element('p', {class: 'dim'}, `and ${more.toLocaleString('en')} more`) : null);
  }

  #row(id, scope, role = '', name = '') {
    const {model} = this.#app;
    const value = model.value(id);
    const gradient = model.gradient(id);
    return element('li', {},
        role ? element('span', {class: 'role'}, role) : null,
        this.#nodeLink(id, scope, name),
        element('span', {class: 'number'}, value === null ? '' : shortNumber(value)),
        gradient === null ? element('span') : element('span', {class: gradientClass(gradient)}, shortNumber(gradient)));
  }

  #nodeLink(id, scope = '', name = '') {
    const {model} = this.#app;
    if (model.row(id) < 0) return this.#app.link({node: id}, {}, name || `%${id}`);
    const path = model.path(id);
    const shown = scope && path.startsWith(`${scope}/`) ? path.slice(scope.length + 1) : path;
    const about = [model.name(id) ? `%${id}` : '', model.isLeaf(id) ? '' : model.opName(model.row(id))];
    return this.#app.link({node: id}, {title: path}, element('span', {class: 'name'}, element('bdi', {}, name || shown)),
        element('span', {class: 'op'}, about.filter(Boolean).join(' ')));
  }
}

/** A line of code with its number. */
function codeLine(index, text, isCurrent) {
  return element('div', {'class': isCurrent ? 'code-line current' : 'code-line', 'data-line': index},
      element('span', {class: 'line-number'}, String(index + 1)), element('span', {class: 'line-text'}, text));
}

/** Whether a box stands for one node, maybe with the leaves that are drawn in it. */
function isOfNode(model, box) {
  if (box.node < 0 || box.members.size > 4) return false;
  const own = model.argumentsOf(box.node);
  return [...box.members.ids()].every((id) => id === box.node || (model.isLeaf(id) && own.includes(id)));
}
