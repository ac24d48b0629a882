// The keyboard's present stop: where it stands, what is wrong with its ring, what hides it. Null when nothing has the focus.
() => {
  const e = document.activeElement
  if (!e || e === document.body) return null
  const faults = []

  // The ring is on the element, on the card it fills, or around the shape of a drawing.
  const shape = e.ownerSVGElement && style(e.querySelector('path'))
  const bearer = [e, e.closest('.porte')].find((one) => one && style(one).outlineStyle !== 'none')
  const look = bearer && style(bearer)
  const [px, colour, around] = shape
    ? [parseFloat(shape.strokeWidth) * e.ownerSVGElement.getScreenCTM().a, shape.stroke, ground(e.ownerSVGElement)]
    : bearer
      ? [parseFloat(look.outlineWidth), look.outlineColor, ground(parseFloat(look.outlineOffset) < 0 ? bearer : bearer.parentElement)]
      : [0]
  if (px < 2) faults.push(`ring of ${px} px`)
  else if (look?.outlineStyle === 'auto') faults.push("the browser's own ring")
  else if (contrast(rgb(colour), around) < 3) faults.push(`ring at ${contrast(rgb(colour), around).toFixed(1)}:1`)

  // In view, nothing over it, no box that cuts its ring. A box larger than the screen cannot be wholly in view.
  const at = box(e)
  const room = bearer ? parseFloat(look.outlineOffset) + px - 0.5 : 0
  if (at.height < innerHeight * 0.8 && (at.top - room < 0 || at.bottom + room > innerHeight)) faults.push('ring out of the screen')
  const line = [...e.getClientRects()].sort((a, b) => b.width - a.width)[0]
  const [left, right, top, bottom] = [Math.max(line.left, 0), Math.min(line.right, innerWidth), Math.max(line.top, 0), Math.min(line.bottom, innerHeight)]
  const seen = (x, y) => {
    const there = document.elementFromPoint(left + (right - left) * x, top + (bottom - top) * y)
    // Under a marker lie the outlines, seen at the corners of what is round.
    return there && (e.contains(there) || there.contains(e) || there.matches('.contour') || [...(e.labels ?? [])].some((label) => label.contains(there)))
  }
  const points = [0.06, 0.5, 0.94].flatMap((x) => [0.1, 0.5, 0.9].map((y) => [x, y]))
  if (!shape && !points.every(([x, y]) => seen(x, y))) faults.push('something is over it')
  let [scrolledX, scrolledY] = [scrollX, scrollY]
  for (let a = e.parentElement; a && a !== document.documentElement; a = a.parentElement) {
    scrolledX += a.scrollLeft
    scrolledY += a.scrollTop
    if (a === document.body || (style(a).overflowX === 'visible' && style(a).overflowY === 'visible')) continue
    const frame = box(a)
    if (at.left - room < frame.left || at.right + room > frame.right || at.top - room < frame.top || at.bottom + room > frame.bottom) {
      faults.push(`ring cut by ${say(a)}`)
    }
  }
  window.stops ??= new Map()
  if (!window.stops.has(e)) window.stops.set(e, window.stops.size)
  return {
    id: window.stops.get(e),
    name: say(e),
    faults,
    drawn: Boolean(shape || e.closest('.leaflet-container')), // its place is on a map: no reading order
    left: at.left + scrolledX, right: at.right + scrolledX, top: at.top + scrolledY, bottom: at.bottom + scrolledY,
  }
}
