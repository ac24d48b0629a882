// What the probes share. Each other file of this folder is one function; sondes.py runs it in a page, after this text.

const visible = (e) => e.checkVisibility({ checkOpacity: true, checkVisibilityCSS: true })
const style = (e, pseudo) => getComputedStyle(e, pseudo)
const box = (e) => e.getBoundingClientRect()

const FOCUSABLE = 'a[href], button, input:not([type="hidden"]), select, textarea, summary, [tabindex]'
const focusables = () => [...document.querySelectorAll(FOCUSABLE)].filter((e) => e.tabIndex >= 0 && !e.disabled && visible(e))
const TARGET = 'a[href], button, input, select, textarea, summary, [role="button"]'
const targets = () => focusables().filter((e) => e.matches(TARGET))

// The nearest element, from this one up, of which something is true. Asked of every text of a page, so kept.
const nearest = (holds, known = new Map()) => function find(e) {
  if (e && !known.has(e)) known.set(e, holds(e) ? e : find(e.parentElement))
  return e && known.get(e)
}
// For ears only: one pixel, cut away.
const hiddenWords = nearest((e) => style(e).clipPath !== 'none')
// What scrolls, and has something to scroll; where an element is seen, in what scrolls around it.
const scrolls = (e) => (/auto|scroll/.test(style(e).overflowX) && e.scrollWidth > e.clientWidth + 1) ||
  (/auto|scroll/.test(style(e).overflowY) && e.scrollHeight > e.clientHeight + 1)
const scroller = nearest((e) => e !== document.scrollingElement && scrolls(e))
const seen = (e) => [...e.getClientRects()].map((r) => {
  const frame = scroller(e)?.getBoundingClientRect() ?? r
  return { left: Math.max(r.left, frame.left), right: Math.min(r.right, frame.right),
    top: Math.max(r.top, frame.top), bottom: Math.min(r.bottom, frame.bottom) }
})
// A border or a background drawn around.
const drawn = nearest((e) => /[1-9]/.test(style(e).borderTopWidth + style(e).borderLeftWidth) || rgb(style(e).backgroundColor))

// How an element is named in a report.
const say = (e) => {
  const text = (e.getAttribute('aria-label') ?? e.textContent).trim().replace(/\s+/g, ' ').slice(0, 40)
  return [e.tagName.toLowerCase(), e.id && '#' + e.id, ...[...e.classList].map((name) => '.' + name), ` « ${text} »`].join('')
}

// Colours: [red, green, blue] of an opaque CSS colour; the contrast of two of them (WCAG 2.2).
const rgb = (text) => { const parts = text.match(/[\d.]+/g)?.map(Number); return parts && (parts[3] ?? 1) > 0.99 ? parts.slice(0, 3) : null }
const luminance = (colour) => {
  const [r, g, b] = colour.map((v) => v / 255).map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4))
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}
const contrast = (a, b) => { const [x, y] = [luminance(a), luminance(b)].sort((p, q) => q - p); return (x + 0.05) / (y + 0.05) }
const ground = (e) => { for (; e; e = e.parentElement) { const colour = rgb(style(e).backgroundColor); if (colour) return colour } return [255, 255, 255] }
