// Brings the map after what the visitor asked for: its scripts are the heaviest of the page. Its place is kept on the page, so
// that nothing moves when it comes.
const page = document.documentElement
const at = (name) => new URL(name, import.meta.url).href
const STYLE = at('../carte/leaflet.css')
const SCRIPTS = ['../carte/leaflet.js', '../carte/markercluster.js', 'carte.js', '../carte/territoire.js'].map(at) // in this order

// The finder may have filtered its list before the map hears of it.
let shown
document.addEventListener('lieux:montres', ({ detail }) => (shown = detail))

const settled = new Promise((done) => {
  const check = () => !page.classList.contains('attend') && done(watcher.disconnect())
  const watcher = new MutationObserver(check)
  watcher.observe(page, { attributeFilter: ['class'] })
  check()
})

const come = (tag, own) => new Promise((done, fail) => {
  const element = Object.assign(document.createElement(tag), own)
  element.addEventListener('load', done)
  element.addEventListener('error', fail)
  document.head.append(element)
})

await settled
await come('link', { rel: 'stylesheet', href: STYLE })
await Promise.all(SCRIPTS.map((src) => come('script', { src, async: false }))) // fetched together, run in their order
if (shown) document.dispatchEvent(new CustomEvent('lieux:montres', { detail: shown }))
