// The generated code, of which only the lines in sight are elements.

const LINES_BEYOND = 20;

class CodePanel {
  #panel;
  #scroller;
  #sheet;
  #rows;
  #lines = null;
  #load;
  #pick;
  #current = -1;
  #marked = new Set();
  #height = parseFloat(getComputedStyle(document.documentElement).getPropertyValue('--code-line'));  // of a line
  #draw = oncePerFrame(() => this.#write());

  /** `load()` gives the lines when they are first needed; `pick(line)` is called for a line that the reader wants. */
  constructor(panel, load, pick) {
    this.#panel = panel;
    this.#scroller = panel.querySelector('.scroller');
    this.#sheet = panel.querySelector('.sheet');
    this.#rows = panel.querySelector('.rows');
    this.#load = load;
    this.#pick = pick;
    this.#scroller.addEventListener('scroll', this.#draw);
    this.#scroller.addEventListener('click', (event) => {
      const line = event.target.closest('[data-line]')?.dataset.line;
      if (line !== undefined) this.#choose(Number(line));
    });
    this.#scroller.addEventListener('keydown', (event) => this.#key(event));
    new ResizeObserver(this.#draw).observe(this.#scroller);
  }

  get isOpen() {
    return !this.#panel.hidden;
  }

  open(line = -1) {
    this.#panel.hidden = false;
    if (!this.#lines) {
      this.#lines = this.#load();
      const longest = this.#lines.reduce((most, text) => Math.max(most, text.length), 0);
      this.#sheet.style.height = `${this.#lines.length * this.#height}px`;
      this.#sheet.style.minWidth = `calc(${longest}ch + 6em)`;
    }
    this.mark(line < 0 ? [...this.#marked] : [line]);
    this.#scroller.focus({preventScroll: true});
  }

  close() {
    this.#panel.hidden = true;
  }

  /** Highlights lines, and brings the first into sight. */
  mark(lines) {
    this.#marked = new Set(lines);
    this.#current = lines[0] ?? -1;
    if (!this.isOpen) return;
    if (this.#current >= 0) this.#bring(this.#current);
    this.#write();
  }

  #bring(line) {
    const top = line * this.#height;
    const {scrollTop, clientHeight} = this.#scroller;
    if (top < scrollTop || top + this.#height > scrollTop + clientHeight) {
      this.#scroller.scrollTop = top - (clientHeight - this.#height) / 2;
    }
  }

  #choose(line) {
    this.mark([line]);
    this.#pick(line);
  }

  #key(event) {
    const page = Math.max(Math.floor(this.#scroller.clientHeight / this.#height) - 1, 1);
    const step = {ArrowUp: -1, ArrowDown: 1, PageUp: -page, PageDown: page, Home: -Infinity, End: Infinity}[event.key];
    if (step !== undefined && this.#lines.length > 0) {
      this.mark([Math.min(Math.max(this.#current + step, 0), this.#lines.length - 1)]);
    } else if (event.key === 'Enter' && this.#current >= 0) {
      this.#pick(this.#current);
    } else {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
  }

  #write() {
    if (!this.isOpen || !this.#lines) return;
    const {scrollTop, clientHeight} = this.#scroller;
    const begin = Math.max(Math.floor(scrollTop / this.#height) - LINES_BEYOND, 0);
    const end = Math.min(Math.ceil((scrollTop + clientHeight) / this.#height) + LINES_BEYOND, this.#lines.length);
    const rows = [];
    for (let i = begin; i < end; i++) rows.push(codeLine(i, this.#lines[i], this.#marked.has(i)));
    this.#rows.style.transform = `translateY(${begin * this.#height}px)`;
    this.#rows.replaceChildren(...rows);
  }
}
