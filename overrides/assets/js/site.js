// The menu on small screens, the palette button and that which prints. Without this script, the menu simply stays open.
const menu = document.getElementById('menu')
const opener = document.querySelector('.bouton-menu')

function setMenu(open) {
  opener.setAttribute('aria-expanded', String(open))
}

opener.addEventListener('click', () => setMenu(opener.getAttribute('aria-expanded') !== 'true'))
document.addEventListener('keydown', (event) => {
  if (event.key === 'Escape' && opener.getAttribute('aria-expanded') === 'true') {
    setMenu(false)
    if (menu.contains(document.activeElement)) opener.focus()
  }
})

const palette = document.querySelector('.bouton-palette')
const dark = () =>
  (document.documentElement.dataset.palette ??
    (matchMedia('(prefers-color-scheme: dark)').matches ? 'sombre' : 'clair')) === 'sombre'

function namePalette() {
  palette.lastElementChild.textContent = palette.title = dark() ? 'Mode clair' : 'Mode sombre'
}

namePalette()
palette.addEventListener('click', () => {
  const choice = dark() ? 'clair' : 'sombre'
  document.documentElement.dataset.palette = choice
  try { localStorage.setItem('palette', choice) } catch { /* the choice lasts for this page only */ }
  namePalette()
})

document.querySelector('[data-imprimer]')?.addEventListener('click', () => print())
