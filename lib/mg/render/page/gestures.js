// Dragging, the wheel and two fingers move the camera.

const DRAG_FROM = 4;  // pixels; what moves less is a click
const PIXELS_OF_LINE = 16;
const PIXELS_OF_PAGE = 400;

/** How much larger a turn of the wheel makes the picture. */
function wheelFactor(event) {
  const unit = [1, PIXELS_OF_LINE, PIXELS_OF_PAGE][event.deltaMode] ?? 1;
  const pixels = Math.min(Math.max(event.deltaY * unit, -240), 240);
  return Math.exp(-pixels * (event.ctrlKey ? 0.01 : 0.002));  // ctrl: two fingers on a touch pad, in small steps
}

function attachGestures(stage, camera) {
  const pointers = new Map();
  let dragged = false;

  const position = (event) => {
    const bounds = stage.getBoundingClientRect();
    return {x: event.clientX - bounds.left, y: event.clientY - bounds.top};
  };
  const isControl = (event) => event.target.closest('button') !== null;

  stage.addEventListener('wheel', (event) => {
    event.preventDefault();
    const {x, y} = position(event);
    camera.zoomAt(wheelFactor(event), x, y);
  }, {passive: false});

  stage.addEventListener('pointerdown', (event) => {
    if (event.button !== 0 || isControl(event)) return;
    if (pointers.size === 0) dragged = false;
    pointers.set(event.pointerId, {...position(event), moved: 0});
  });

  stage.addEventListener('pointermove', (event) => {
    const before = pointers.get(event.pointerId);
    if (!before) return;
    const now = position(event);
    const dx = now.x - before.x;
    const dy = now.y - before.y;
    const moved = before.moved + Math.hypot(dx, dy);
    if (pointers.size === 1 && !dragged) {
      if (moved < DRAG_FROM) {
        before.moved = moved;
        before.x = now.x;
        before.y = now.y;
        return;
      }
      dragged = true;
      stage.classList.add('dragging');
      stage.setPointerCapture(event.pointerId);
    }
    if (pointers.size === 2) pinch(event.pointerId, before, now);
    else camera.panBy(dx, dy);
    pointers.set(event.pointerId, {...now, moved});
  });

  /** One of two fingers has moved: both stay on the points of the picture that they touch, as far as may be. */
  function pinch(id, before, now) {
    dragged = true;
    const [other] = [...pointers].filter(([otherId]) => otherId !== id).map(([, point]) => point);
    const distance = (point) => Math.max(Math.hypot(point.x - other.x, point.y - other.y), 1);
    camera.zoomAt(distance(now) / distance(before), (before.x + other.x) / 2, (before.y + other.y) / 2);
    camera.panBy((now.x - before.x) / 2, (now.y - before.y) / 2);
  }

  const release = (event) => {
    pointers.delete(event.pointerId);
    if (pointers.size === 0) stage.classList.remove('dragging');
  };
  stage.addEventListener('pointerup', release);
  stage.addEventListener('pointercancel', release);
  stage.addEventListener('pointerleave', (event) => {
    if (!stage.hasPointerCapture(event.pointerId)) release(event);
  });

  // A drag that ends on a box is no click on it.
  stage.addEventListener('click', (event) => {
    if (!dragged || isControl(event)) return;
    dragged = false;
    event.stopPropagation();
  }, {capture: true});
}
