// A table wider than the screen says so, until its end is seen (« .tableau » of site.css, which keeps the room of these words).
const say = (edge) => edge.toggleAttribute('data-suite', edge.scrollWidth - edge.clientWidth - edge.scrollLeft > 8)
const sizes = new ResizeObserver((changed) => changed.forEach(({ target }) => say(target.closest('.tableau'))))

for (const edge of document.querySelectorAll('.tableau')) {
  for (const one of [edge, ...edge.children]) sizes.observe(one) // the letters that come later widen what is inside
  edge.addEventListener('scroll', () => say(edge), { passive: true })
}
