// Which part of a picture the stage shows: by one transform of all that is in it, at most once a frame.
//
// At another scale the browser measures every text again. Where that takes longer than a frame, what has been drawn is
// stretched while the scale changes, and drawn sharp when it stays.

const ANIMATION_MS = 180;
const LARGEST_SCALE = 16;
const FIT_MARGIN = 12;  // pixels
const FIT_LARGEST_SCALE = 1.4;
const MOST_TEXTS_A_FRAME = 1000;
const SCALE_STAYS = 140;  // ms
const KEPT_VISIBLE = 60;  // pixels of the picture that cannot be moved away

const prefersLessMotion = () => matchMedia('(prefers-reduced-motion: reduce)').matches;

class Camera {
  #stage;
  #picture = null;
  #width = 1;
  #height = 1;
  // The point of the picture at the stage's top left corner, and pixels for a unit of the picture. `fits`: shows all,
  // and goes on to do so when the stage changes.
  #place = {x: 0, y: 0, scale: 1, fits: true};
  #drawn = this.#place;  // what the picture was last drawn for
  #sharpen = 0;
  #animation = 0;
  #apply = oncePerFrame(() => this.#write());

  constructor(stage) {
    this.#stage = stage;
    new ResizeObserver(() => this.measure()).observe(stage);
  }

  /** Shows another Picture: at a place where the camera has been before, or all of it. */
  show(picture, place) {
    this.#stop();
    this.#picture = picture;
    this.#width = this.#stage.clientWidth || 1;
    this.#height = this.#stage.clientHeight || 1;
    this.#place = place && !place.fits ? place : this.#fitting();
    this.#draw();
  }

  get place() {
    return this.#place;
  }

  fit() {
    this.#moveTo(this.#fitting());
  }

  /** Keeps the point that is under (x, y), in pixels of the stage, where it is. */
  zoomAt(factor, x, y) {
    this.#stop();
    const {x: left, y: top, scale} = this.#place;
    const wanted = Math.min(Math.max(scale * factor, this.#smallestScale()), LARGEST_SCALE);
    const shift = 1 / scale - 1 / wanted;
    this.#set({x: left + x * shift, y: top + y * shift, scale: wanted, fits: false});
  }

  zoomAtCentre(factor) {
    this.zoomAt(factor, this.#width / 2, this.#height / 2);
  }

  /** Moves the picture by so many pixels. */
  panBy(dx, dy) {
    this.#stop();
    const {x, y, scale} = this.#place;
    this.#set({x: x - dx / scale, y: y - dy / scale, scale, fits: false});
  }

  /** Brings a part of the picture into sight, large enough to be read; in the middle, where it has to move. */
  reveal(rect, {centre = false, readable = 0} = {}) {
    const {x, y, scale} = this.#place;
    const largest = Math.min(this.#width / rect.width, this.#height / rect.height) * 0.9;
    const wanted = Math.min(Math.max(scale, readable), Math.max(largest, this.#smallestScale()));
    const isInSight = rect.x >= x && rect.y >= y && rect.x + rect.width <= x + this.#width / scale &&
        rect.y + rect.height <= y + this.#height / scale;
    if (isInSight && wanted === scale && !centre) return;
    if (isInSight && this.#place.fits && scale >= readable) return;
    this.#moveTo({
      x: rect.x + rect.width / 2 - this.#width / 2 / wanted,
      y: rect.y + rect.height / 2 - this.#height / 2 / wanted,
      scale: wanted,
      fits: false,
    });
  }

  /** For printing: all of the picture, until `restore`. */
  showAll() {
    const {svg, world, width, height} = this.#picture;
    svg.setAttribute('viewBox', `0 0 ${width} ${height}`);
    svg.style.transform = '';
    world.style.transform = '';
  }

  restore() {
    this.#picture.svg.removeAttribute('viewBox');
    this.#draw();
  }

  /** Takes notice of the size of the stage. It does so by itself, but not before the next frame. */
  measure() {
    const {clientWidth, clientHeight} = this.#stage;
    if (!this.#picture || (clientWidth === this.#width && clientHeight === this.#height)) return;
    this.#width = clientWidth || 1;
    this.#height = clientHeight || 1;
    if (this.#place.fits) this.#place = this.#fitting();
    this.#apply();
  }

  #fitting() {
    const {width, height} = this.#picture;
    const scale = Math.min((this.#width - 2 * FIT_MARGIN) / width, (this.#height - 2 * FIT_MARGIN) / height);
    const kept = Math.max(Math.min(scale, FIT_LARGEST_SCALE), 1e-4);
    return {
      x: (width - this.#width / kept) / 2,
      y: (height - this.#height / kept) / 2,
      scale: kept,
      fits: true,
    };
  }

  #smallestScale() {
    return Math.min(this.#fitting().scale, 1) / 2;
  }

  #set(place) {
    this.#place = this.#kept(place);
    this.#apply();
  }

  /** A place from which some of the picture can be seen. */
  #kept(place) {
    const margin = KEPT_VISIBLE / place.scale;
    const clamp = (value, low, high) => Math.min(Math.max(value, low), Math.max(low, high));
    return {
      ...place,
      x: clamp(place.x, margin - this.#width / place.scale, this.#picture.width - margin),
      y: clamp(place.y, margin - this.#height / place.scale, this.#picture.height - margin),
    };
  }

  #moveTo(target) {
    this.#stop();
    if (prefersLessMotion()) {
      this.#set(target);
      return;
    }
    this.#stage.classList.add('moving');
    const from = this.#place;
    const start = performance.now();
    const step = (now) => {
      const share = Math.min(Math.max((now - start) / ANIMATION_MS, 0), 1);
      if (share === 1) {
        this.#place = target;
        this.#write();
        this.#stop();
        return;
      }
      const eased = 1 - (1 - share) ** 3;
      const between = (a, b) => a + (b - a) * eased;
      this.#place = {
        x: between(from.x, target.x),
        y: between(from.y, target.y),
        scale: between(from.scale, target.scale),
        fits: target.fits,
      };
      this.#write();
      this.#animation = requestAnimationFrame(step);
    };
    this.#animation = requestAnimationFrame(step);
  }

  #stop() {
    cancelAnimationFrame(this.#animation);
    this.#stage.classList.remove('moving');
  }

  #write() {
    const isLight = this.#picture.texts <= MOST_TEXTS_A_FRAME;
    if (isLight || this.#place.scale === this.#drawn.scale) this.#draw();
    else this.#stretch();
  }

  #draw() {
    clearTimeout(this.#sharpen);
    const {x, y, scale} = this.#drawn = this.#place;
    const {svg, world} = this.#picture;
    world.style.transform = `translate(${-x * scale}px, ${-y * scale}px) scale(${scale})`;
    svg.style.transform = '';
    svg.style.willChange = '';
  }

  #stretch() {
    const {x, y, scale} = this.#place;
    const {svg} = this.#picture;
    svg.style.willChange = 'transform';
    svg.style.transform = `translate(${(this.#drawn.x - x) * scale}px, ${(this.#drawn.y - y) * scale}px) ` +
        `scale(${scale / this.#drawn.scale})`;
    clearTimeout(this.#sharpen);
    this.#sharpen = setTimeout(() => this.#draw(), SCALE_STAYS);
  }
}
