// The search field and the list of what it finds.

class Finder {
  #field = byId('search');
  #list = byId('results');
  #status = byId('found');
  #app;
  #matches = [];
  #active = -1;

  /** `app` has the model and `search()`; `choose(selection)` is called for a match that is taken, `leave()` for none. */
  constructor(app) {
    this.#app = app;
    this.#field.addEventListener('input', () => this.#update());
    this.#field.addEventListener('focus', () => this.#field.value && this.#update());
    this.#field.addEventListener('keydown', (event) => this.#key(event));
    this.#field.addEventListener('blur', () => this.#close());
    // Not on click: by then the field has lost the focus, and the list is gone.
    this.#list.addEventListener('pointerdown', (event) => {
      event.preventDefault();
      const option = event.target.closest('[role=option]');
      if (option) this.#take(Number(option.dataset.place));
    });
  }

  focus() {
    this.#field.focus();
    this.#field.select();
  }

  #key(event) {
    const step = {ArrowDown: 1, ArrowUp: -1}[event.key];
    if (step && this.#matches.length > 0) {
      this.#activate((this.#active + step + this.#matches.length) % this.#matches.length);
    } else if (event.key === 'Enter') {
      if (this.#list.hidden) this.#update();
      if (this.#matches.length > 0) this.#take(Math.max(this.#active, 0));
    } else if (event.key === 'Escape') {
      this.#app.leave();
    } else {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
  }

  #update() {
    const {total, matches} = this.#app.search().find(this.#field.value);
    const isEmpty = this.#field.value.trim() === '';
    this.#matches = matches;
    this.#list.replaceChildren(...matches.map((match, place) => this.#option(match, place)));
    const few = total > matches.length ? `${matches.length} of ` : '';
    this.#status.textContent = isEmpty ? '' : total === 0 ? this.#nothing() : few + counted(total, 'match').replace('matchs', 'matches');
    this.#list.hidden = matches.length === 0;
    this.#status.hidden = isEmpty;
    this.#field.setAttribute('aria-expanded', String(!this.#list.hidden));
    this.#activate(matches.length > 0 ? 0 : -1);
  }

  #nothing() {
    const {model} = this.#app;
    return model.rows < model.size ? `nothing found among the ${counted(model.rows, 'node')} that this page holds` : 'nothing found';
  }

  #option(match, place) {
    const {model} = this.#app;
    const isScope = match.kind === 'scope';
    const path = isScope ? match.path : model.path(match.id);
    const cut = path.length - (isScope ? path.length - path.lastIndexOf('/') - 1 : model.label(match.id).length);
    const outputs = isScope ? [] : (model.outputNames.get(match.id) ?? []).filter((name) => name !== model.label(match.id));
    return element('li', {'role': 'option', 'id': `match-${place}`, 'data-place': place, 'aria-selected': 'false'},
        element('span', {class: 'path'}, element('span', {class: 'dim'}, path.slice(0, cut)), path.slice(cut)),
        element('span', {class: 'op'}, isScope ? 'scope' : [`%${match.id} ${model.opName(model.row(match.id))}`,
          ...outputs.map((name) => `output ${name}`)].join(', ')));
  }

  #activate(place) {
    this.#list.querySelector('[aria-selected=true]')?.setAttribute('aria-selected', 'false');
    this.#active = place;
    const option = this.#list.children[place];
    option?.setAttribute('aria-selected', 'true');
    option?.scrollIntoView({block: 'nearest'});
    if (option) this.#field.setAttribute('aria-activedescendant', option.id);
    else this.#field.removeAttribute('aria-activedescendant');
  }

  #take(place) {
    const match = this.#matches[place];
    this.#close();
    this.#app.choose(match.kind === 'scope' ? {scope: match.path} : {node: match.id});
  }

  #close() {
    this.#list.hidden = true;
    this.#status.hidden = true;
    this.#field.setAttribute('aria-expanded', 'false');
    this.#field.removeAttribute('aria-activedescendant');
  }
}
