// Targets smaller than `least` px, by what a finger meets around their centre. With `only`, a selector: those, strictly;
// else all, with the exceptions of WCAG 2.5.8: a link inside a sentence, a target with enough free room around it.
({ least, only }) => {
  const all = targets()
  const owner = (e) => all.find((one) => one.contains(e) || [...(one.labels ?? [])].some((label) => label.contains(e)))
  const whole = (e) => { // a box to tick, and the label around it
    const label = [...(e.labels ?? [])].find((one) => one.contains(e))
    return box(label ?? e)
  }
  const inSentence = (e) => {
    const around = e.closest('p, li, dd, td, th, div, figcaption, caption')?.childNodes ?? []
    return style(e).display === 'inline' && [...around].some((node) => !node.contains(e) && node.textContent.trim().length > 1)
  }
  const places = new Map(all.map((e) => [e, new DOMRect(whole(e).x + scrollX, whole(e).y + scrollY, whole(e).width, whole(e).height)]))
  const centre = (r) => [r.x + r.width / 2, r.y + r.height / 2]
  const small = (r) => Math.min(r.width, r.height) < least - 0.6
  const crowded = (e) => {
    const [x, y] = centre(places.get(e))
    return [...places].some(([other, r]) => {
      if (other.contains(e) || e.contains(other)) return false
      const gap = Math.hypot(Math.max(r.left - x, 0, x - r.right), Math.max(r.top - y, 0, y - r.bottom))
      const [ox, oy] = centre(r)
      return gap < least / 2 || (small(r) && Math.hypot(ox - x, oy - y) < least)
    })
  }
  const meets = (e) => {
    e.scrollIntoView({ block: 'center', inline: 'center', behavior: 'instant' })
    const [x, y] = centre(whole(e))
    const reach = least / 2 - 0.6
    return [[0, -reach], [0, reach], [-reach, 0], [reach, 0]].every(([dx, dy]) => {
      const there = document.elementFromPoint(x + dx, y + dy)
      return there && owner(there) === e
    })
  }
  return all
    .filter((e) => (!only || e.matches(only)) && small(places.get(e)) && places.get(e).bottom > 0 && !hiddenWords(e))
    .filter((e) => !meets(e) && (only || (!inSentence(e) && crowded(e))))
    .map((e) => `${say(e)}: ${Math.round(whole(e).width)} × ${Math.round(whole(e).height)}`)
}
