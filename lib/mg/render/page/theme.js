// Light or dark: as the reader's system, or as chosen here.

const systemIsDark = matchMedia('(prefers-color-scheme: dark)');
let chosenTheme = null;

function applyTheme() {
  const theme = chosenTheme ?? (systemIsDark.matches ? 'dark' : 'light');
  document.documentElement.dataset.theme = theme;
  byId('theme').setAttribute('aria-pressed', String(theme === 'dark'));
}

function toggleTheme() {
  chosenTheme = document.documentElement.dataset.theme === 'dark' ? 'light' : 'dark';
  applyTheme();
}

// At once, so that nothing is painted in the wrong colours.
applyTheme();
systemIsDark.addEventListener('change', applyTheme);
