// Brings the map after what the visitor asked for, and only once its place is near the screen: its scripts are the heaviest of
// the page. Its place is kept on the page, so that nothing moves when it comes.
const page = document.documentElement
const at = (name) => new URL(name, import.meta.url).href
const STYLES = ['../carte/leaflet.css', '../css/carte.css'].map(at) // in this order
const SCRIPTS = ['../carte/leaflet.js', '../carte/markercluster.js', 'carte.js', '../carte/territoire.js'].map(at) // in this order

// The finder has answered, or what the address asks for has come; or else their script failed.
const settled = new Promise((done) => {
  const finder = document.querySelector('[data-chercheur]')
  const asked = document.querySelector('[data-chercheur], [data-ma-liste], .tri') // whose script takes « attend » off
  const check = () => !(asked && page.classList.contains('attend')) && finder?.matches(':not(.chercheur--actif)') !== true && done(watcher.disconnect())
  const watcher = new MutationObserver(check)
  for (const element of [page, finder]) if (element) watcher.observe(element, { attributeFilter: ['class'] })
  addEventListener('error', done, true)
  check()
})

const come = (tag, own) => new Promise((done, fail) => {
  const element = Object.assign(document.createElement(tag), own)
  element.addEventListener('load', done)
  element.addEventListener('error', fail)
  document.head.append(element)
})

// Its place is less than a screen away. « loin » says that it is not, to who waits for the page to be whole.
const near = (section) => new Promise((done) => {
  const watcher = new IntersectionObserver(([{ isIntersecting }]) => {
    section.toggleAttribute('data-loin', !isIntersecting)
    if (isIntersecting) done(watcher.disconnect())
  }, { rootMargin: '300px' })
  watcher.observe(section)
})

await settled
await near(document.querySelector('.carte'))
try {
  await Promise.all([document.fonts.ready, ...STYLES.map((href) => come('link', { rel: 'stylesheet', href }))]) // names have their width
  await Promise.all(SCRIPTS.map((src) => come('script', { src, async: false }))) // fetched together, run in their order
} catch {
  // No network, as on a page of the copy: rather than an empty frame, the words that stand for the map without scripts.
  document.querySelector('.plan')?.classList.add('plan--seul')
  for (const section of document.querySelectorAll('.carte')) {
    const said = section.querySelector('.carte__sans-script')
    said.className = 'aide'
    said.prepend('La carte n’a pas pu venir. ')
    section.replaceChildren(said)
  }
}
const shown = document.querySelector('[data-chercheur] .chercheur__carte')?.montres // the finder had filtered its list before
if (shown) document.dispatchEvent(new CustomEvent('lieux:montres', { detail: shown }))
