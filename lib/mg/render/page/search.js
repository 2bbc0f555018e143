// Finds nodes and scopes by name, path or %id. Reads no more than a lower-cased copy of the names, made on first use.

const MOST_MATCHES = 50;

/** How well `text` matches, from 0, the best; Infinity where it does not. */
function rank(text, query) {
  const place = text.indexOf(query);
  if (place < 0) return Infinity;
  if (place === 0) return text.length === query.length ? 0 : 1;
  return /[\p{L}\p{N}]/u.test(text[place - 1]) ? 3 : 2;
}

/** The best few of what is added, in order of rank, and then of addition; and how many there were. */
class Best {
  constructor(ranks) {
    this.buckets = Array.from({length: ranks}, () => []);
    this.total = 0;
  }

  add(rankOfIt, make) {
    this.total++;
    const bucket = this.buckets[rankOfIt];
    if (bucket.length < MOST_MATCHES) bucket.push(make());
  }

  all() {
    return this.buckets.flat().slice(0, MOST_MATCHES);
  }
}

// A name has rank 0 to 3; behind those:
const RANKS = {acrossPath: 4, asOp: 5, inPath: 6, count: 7};

class Search {
  #model;

  constructor(model) {
    this.#model = model;
  }

  #names = lazy(() => this.#model.texts.map((text) => text.toLowerCase()));
  #scopes = lazy(() => this.#model.scopePaths.map((path) => path.toLowerCase()));
  #paths = lazy(() => {
    const places = new Map();
    this.#model.scopePaths.forEach((path, i) => places.has(path) || places.set(path, i));
    return places;
  });
  #outputs = lazy(() => this.#model.outputs.map(({name, id}) => ({name: name.toLowerCase(), id})));

  /** Makes beforehand what the first search would have to wait for. */
  prepare() {
    this.#names();
    this.#scopes();
    this.#paths();
  }

  /** `{total, matches}`: at most 50 matches, each `{kind: 'node', id}` or `{kind: 'scope', path}`, the best first. */
  find(text) {
    const query = text.trim().toLowerCase();
    if (query === '') return {total: 0, matches: []};
    const best = new Best(RANKS.count);
    if (/^%\d+$/.test(query)) this.#findIds(query.slice(1), best);
    else this.#findNames(query, best);
    return {total: best.total, matches: best.all()};
  }

  #findIds(digits, best) {
    const model = this.#model;
    const exact = Number(digits);
    if (model.row(exact) >= 0) best.add(0, () => ({kind: 'node', id: exact}));
    // %1 also finds %10 to %19, %100 to %199, ...
    for (let power = 10; exact > 0 && exact * power < model.size; power *= 10) {
      const end = Math.min((exact + 1) * power, model.size);
      for (let id = exact * power; id < end; id++) {
        if (model.row(id) >= 0) best.add(1, () => ({kind: 'node', id}));
      }
    }
  }

  #findNames(query, best) {
    this.#findScopes(query, best);
    const model = this.#model;
    const rankOfText = this.#names().map((name) => rank(name, query));
    const rankOfOutput = new Map();
    for (const {name, id} of this.#outputs()) {
      rankOfOutput.set(id, Math.min(rank(name, query), rankOfOutput.get(id) ?? Infinity));
    }
    const rankOfOp = model.ops.map((op) => (op.name === query ? RANKS.asOp : Infinity));
    const rankOfScope = this.#scopes().map((path) => (path.includes(query) ? RANKS.inPath : Infinity));
    const crossing = this.#crossing(query);
    for (let row = 0; row < model.rows; row++) {
      const name = model.nameOfRow[row];
      const scope = model.scopeOfRow[row];
      let found = name < 0 ? Infinity : rankOfText[name];
      if (rankOfOutput.size > 0) found = Math.min(found, rankOfOutput.get(model.id(row)) ?? Infinity);
      found = Math.min(found, rankOfOp[model.op[row]]);
      if (scope >= 0) {
        found = Math.min(found, rankOfScope[scope]);
        if (found > RANKS.acrossPath && crossing?.has(scope, name, model.id(row))) found = RANKS.acrossPath;
      }
      if (found !== Infinity) best.add(found, () => ({kind: 'node', id: model.id(row)}));
    }
  }

  #findScopes(query, best) {
    const lower = this.#scopes();
    for (const [path, i] of this.#paths()) {
      const own = lower[i].slice(lower[i].lastIndexOf('/') + 1);
      const found = Math.min(rank(own, query), rank(lower[i], query) === 0 ? 0 : Infinity,
          query.includes('/') && lower[i].includes(query) ? 2 : Infinity);
      if (found !== Infinity) best.add(found, () => ({kind: 'scope', path}));
    }
  }

  /** Tells the nodes whose scope ends with, and whose name begins with, what is on the sides of a slash in the query. */
  #crossing(query) {
    const cuts = [];
    for (let i = query.indexOf('/'); i >= 0; i = query.indexOf('/', i + 1)) cuts.push(i);
    if (cuts.length === 0) return null;
    const names = this.#names();
    const scopes = this.#scopes();
    const sides = cuts.map((cut) => ({
      tail: query.slice(cut + 1),
      scopeFits: scopes.map((path) => path.endsWith(query.slice(0, cut))),
    }));
    const labels = new Map();  // of nodes without a name, which are called as an output is
    for (const {name, id} of this.#outputs()) labels.has(id) || labels.set(id, name);
    return {
      has: (scope, name, id) => sides.some(({tail, scopeFits}) =>
        scopeFits[scope] && (name < 0 ? labels.get(id) ?? `%${id}` : names[name]).startsWith(tail)),
    };
  }
}
