// Elements and numbers as text.

const byId = (id) => document.getElementById(id);

/**
 * An element. A function among the attributes is a listener for the event of that name; null and false are left out.
 * Strings among the children become text, never markup; null is left out.
 */
function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function') made.addEventListener(name, value);
    else if (value !== null && value !== false) made.setAttribute(name, value);
  }
  made.append(...children.filter((child) => child !== null));
  return made;
}

function svgElement(tag, attributes) {
  const made = document.createElementNS('http://www.w3.org/2000/svg', tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  return made;
}

/** The data block of this name, which is given back to the browser. */
function takeData(name) {
  const block = byId(`data-${name}`);
  const data = JSON.parse(block.textContent);
  block.remove();
  return data;
}

/** Calls `make` when the value is first asked for. */
function lazy(make) {
  let value;
  let made = false;
  return () => {
    if (!made) {
      value = make();
      made = true;
    }
    return value;
  };
}

/** At most one call of `draw` a frame. */
function oncePerFrame(draw) {
  let waiting = false;
  return () => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => {
      waiting = false;
      draw();
    });
  };
}

/** The shortest decimal; with an exponent where the decimal point is `digits` or more places from the first digit. */
function decimal(number, digits) {
  if (!Number.isFinite(number)) return String(number).replace('NaN', 'nan').replace('Infinity', 'inf');
  if (Object.is(number, -0)) return '-0';
  const [mantissa, exponent] = number.toExponential().split('e');
  if (exponent >= -4 && exponent < digits) return String(number);
  return `${mantissa}e${exponent[0]}${exponent.slice(1).padStart(2, '0')}`;
}

/** The number as in a .graph file: it reads back to the same bits. */
const exactNumber = (number) => decimal(number, 16);

/** Three digits and a true minus sign, as in the pictures. */
function shortNumber(number) {
  if (Number.isNaN(number)) return 'NaN';
  return decimal(Number(number.toPrecision(3)), 3).replace(/e\+?(-?)0*/, 'e$1').replace(/-/g, '−').replace('inf', '∞');
}

/** "1 node", "2,304 nodes" */
function counted(count, noun) {
  return `${count.toLocaleString('en')} ${noun}${count === 1 ? '' : 's'}`;
}
