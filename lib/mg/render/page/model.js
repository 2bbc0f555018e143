// What the page knows of the nodes of the graph. A node is known by its id; a row is its place among those held.

/** Numbers from the differences between them. */
function running(differences) {
  const numbers = new Int32Array(differences.length);
  let last = 0;
  differences.forEach((difference, i) => {
    last += difference;
    numbers[i] = last;
  });
  return numbers;
}

/** Lists of ids, one for each number below `count`, in one array. */
class Lists {
  /** `each(add)` calls `add(list, id)` for all entries, and does so again, in the same order, when called again. */
  constructor(count, each) {
    this.begin = new Uint32Array(count + 1);
    each((list) => this.begin[list + 1]++);
    for (let i = 0; i < count; i++) this.begin[i + 1] += this.begin[i];
    this.ids = new Uint32Array(this.begin[count]);
    const next = this.begin.slice();
    each((list, id) => (this.ids[next[list]++] = id));
  }

  at(list) {
    return this.ids.subarray(this.begin[list], this.begin[list + 1]);
  }
}

class Model {
  constructor(data) {
    this.size = data.size;
    this.ids = data.ids ? running(data.ids) : null;
    this.ops = data.ops;
    this.op = data.op;
    this.rows = data.op.length;
    this.texts = data.texts;
    this.values = data.values ? Float64Array.from(data.values, Number) : null;
    this.gradients = data.gradients ? Float64Array.from(data.gradients, Number) : null;
    this.oldValues = data.oldValues ? Float64Array.from(data.oldValues, Number) : null;
    this.oldGradients = data.oldGradients ? Float64Array.from(data.oldGradients, Number) : null;
    this.gradientOf = data.gradientOf;
    this.outputs = data.outputs.map(([text, id]) => ({name: this.texts[text], id}));
    this.#readArguments(data);
    this.#readNames(data);
    this.#readScopes(data);
    this.lines = data.lines ? running(data.lines) : null;
    this.outputNames = new Map();
    for (const {name, id} of this.outputs) this.outputNames.set(id, [...(this.outputNames.get(id) ?? []), name]);
  }

  #readArguments(data) {
    this.firstArgument = new Uint32Array(this.rows + 1);
    this.attributes = new Map();
    let attribute = 0;
    for (let row = 0; row < this.rows; row++) {
      const op = this.ops[this.op[row]];
      this.firstArgument[row + 1] = this.firstArgument[row] + op.arity;
      if (op.attribute) this.attributes.set(row, Number(data.attributes[attribute++]));
    }
    this.arguments = new Uint32Array(data.arguments.length);
    for (let row = 0; row < this.rows; row++) {
      const id = this.id(row);
      for (let i = this.firstArgument[row]; i < this.firstArgument[row + 1]; i++) {
        this.arguments[i] = id - data.arguments[i];
      }
    }
  }

  #readNames(data) {
    this.nameOfRow = new Int32Array(this.rows).fill(-1);
    running(data.named).forEach((row, i) => (this.nameOfRow[row] = data.names[i]));
  }

  #readScopes(data) {
    this.scopeOfRow = new Int32Array(this.rows);
    let row = 0;
    for (let i = 0; i < data.scopeRuns.length; i += 2) {
      this.scopeOfRow.fill(data.scopeRuns[i + 1], row, row + data.scopeRuns[i]);
      row += data.scopeRuns[i];
    }
    this.scopePaths = [];
    for (const [parent, name] of data.scopes) {
      const own = this.texts[name];
      this.scopePaths.push(parent < 0 ? own : `${this.scopePaths[parent]}/${own}`);
    }
  }

  id(row) {
    return this.ids ? this.ids[row] : row;
  }

  /** -1 where the page does not hold the node. */
  row(id) {
    if (!this.ids) return id < this.rows ? id : -1;
    let low = 0;
    let high = this.rows;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.ids[middle] < id) low = middle + 1;
      else high = middle;
    }
    return this.ids[low] === id ? low : -1;
  }

  opName(row) {
    return this.ops[this.op[row]].name;
  }

  isLeaf(id) {
    const row = this.row(id);
    return row >= 0 && this.ops[this.op[row]].arity === 0;
  }

  /** "input", "parameter", "constant", "output" or "operation", as the pictures tell them apart. */
  kind(id) {
    const row = this.row(id);
    if (this.isLeaf(id)) return this.opName(row);
    return this.outputNames.has(id) ? 'output' : 'operation';
  }

  argumentsOf(id) {
    const row = this.row(id);
    return row < 0 ? [] : Array.from(this.arguments.subarray(this.firstArgument[row], this.firstArgument[row + 1]));
  }

  /** What each argument is there for; '' where it does not matter which is which. */
  rolesOf(id) {
    return this.ops[this.op[this.row(id)]].roles;
  }

  #users = lazy(() => new Lists(this.rows, (add) => {
    for (let row = 0; row < this.rows; row++) {
      const id = this.id(row);
      const own = this.arguments.subarray(this.firstArgument[row], this.firstArgument[row + 1]);
      own.forEach((argument, i) => {
        const used = own.indexOf(argument) === i ? this.row(argument) : -1;
        if (used >= 0) add(used, id);
      });
    }
  }));

  /** Each once, ascending. */
  usersOf(id) {
    return this.row(id) < 0 ? [] : this.#users().at(this.row(id));
  }

  /** Its own name, or an output's; "" where it has neither. */
  name(id) {
    const row = this.row(id);
    const text = row < 0 ? -1 : this.nameOfRow[row];
    return text >= 0 ? this.texts[text] : (this.outputNames.get(id)?.[0] ?? '');
  }

  /** The path of the scope around the node, or "". */
  scope(id) {
    const row = this.row(id);
    return row < 0 || this.scopeOfRow[row] < 0 ? '' : this.scopePaths[this.scopeOfRow[row]];
  }

  label(id) {
    return this.name(id) || `%${id}`;
  }

  path(id) {
    const scope = this.scope(id);
    return scope ? `${scope}/${this.label(id)}` : this.label(id);
  }

  /** The node as a `.graph` file has it, without its name. */
  statement(id) {
    const row = this.row(id);
    const words = [`%${id}`, '=', this.opName(row), ...this.argumentsOf(id).map((argument) => `%${argument}`)];
    if (this.attributes.has(row)) words.push(exactNumber(this.attributes.get(row)));
    if (this.isLeaf(id) && this.values) words.push(exactNumber(this.values[row]));
    return words.join(' ');
  }

  /** Null where values are not shown, or the page does not hold the node. */
  value(id) {
    return this.#figure(this.values, id);
  }

  gradient(id) {
    return this.#figure(this.gradients, id);
  }

  /** In the run that this one is compared with, if it was another. */
  oldValue(id) {
    return this.#old(this.oldValues, this.values, id);
  }

  oldGradient(id) {
    return this.#old(this.oldGradients, this.gradients, id);
  }

  #figure(numbers, id) {
    return numbers && this.row(id) >= 0 ? numbers[this.row(id)] : null;
  }

  #old(old, numbers, id) {
    const number = this.#figure(old, id);
    return number === null || Object.is(number, this.#figure(numbers, id)) ? null : number;
  }

  /** The line of code that computes the node, or -1. */
  line(id) {
    return this.lines && this.row(id) >= 0 ? this.lines[this.row(id)] : -1;
  }

  #nodesOfLines = lazy(() => {
    const count = this.lines ? this.lines.reduce((most, line) => Math.max(most, line + 1), 0) : 0;
    return new Lists(count, (add) => this.lines?.forEach((line, row) => line >= 0 && add(line, this.id(row))));
  });

  nodesOfLine(line) {
    const lists = this.#nodesOfLines();
    return line + 1 < lists.begin.length ? Array.from(lists.at(line)) : [];
  }

  /** What is in the scope, at any depth. */
  nodesOfScope(path) {
    const inside = this.scopePaths.map((other) => other === path || other.startsWith(`${path}/`));
    const ids = [];
    for (let row = 0; row < this.rows; row++) {
      if (inside[this.scopeOfRow[row]]) ids.push(this.id(row));
    }
    return ids;
  }
}
