// A table wider than the screen says so, until its end is seen (« .tableau » of site.css, which keeps the room of these words).
const say = (table) => table.toggleAttribute('data-suite', table.scrollWidth - table.clientWidth - table.scrollLeft > 8)
const sizes = new ResizeObserver((changed) => changed.forEach(({ target }) => say(target)))

for (const table of document.querySelectorAll('.tableau')) {
  sizes.observe(table)
  table.addEventListener('scroll', () => say(table), { passive: true })
}
