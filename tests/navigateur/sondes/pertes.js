// What is lost when text grows or the screen shrinks: text cut, out of the screen, out of its box, squeezed, covered.
// The window must be as high as the page.
() => {
  const found = new Set()
  if (document.documentElement.scrollWidth > innerWidth) found.add(`the page is ${document.documentElement.scrollWidth} px wide`)

  for (const e of document.querySelectorAll('body *')) {
    if (!visible(e) || hiddenWords(e) || !e.textContent.trim() || e.closest('svg, .leaflet-container')) continue
    const { overflowX, overflowY } = style(e)
    if (scroller(e) === e && !e.matches('[role="region"][aria-label][tabindex]')) found.add(`scrolls, without being a named region: ${say(e)}`)
    if (/hidden|clip/.test(overflowX) && e.scrollWidth > e.clientWidth + 1) found.add(`cut on its side: ${say(e)}`)
    if (/hidden|clip/.test(overflowY) && e.scrollHeight > e.clientHeight + 1) found.add(`cut below: ${say(e)}`)
  }

  // Every line of text, with the box that is drawn around it.
  const lines = []
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  while (texts.nextNode()) {
    const node = texts.currentNode
    const e = node.parentElement
    if (!node.textContent.trim() || e.closest('script, option, svg, .leaflet-container') || !visible(e) || hiddenWords(e)) continue
    const range = document.createRange()
    range.selectNodeContents(node)
    const own = [...range.getClientRects()].filter((r) => r.width >= 2)
    if (own.length > 4 && Math.max(...own.map((r) => r.width)) < 2.5 * parseFloat(style(e).fontSize)) found.add(`squeezed: ${say(e)}`)
    if (!scroller(e)) lines.push(...own.map((r) => ({ node, e, r })))
  }
  for (const { e, r } of lines) {
    if (r.left < -1 || r.right > innerWidth + 1) found.add(`out of the screen: ${say(e)}`)
    const around = drawn(e) ?? document.body
    const b = box(around)
    if (around !== document.body && style(around).display !== 'inline' &&
      (r.left < b.left - 2 || r.right > b.right + 2 || r.top < b.top - 4 || r.bottom > b.bottom + 4)) found.add(`out of its box: ${say(e)}`)
    const over = document.elementFromPoint(r.left + r.width / 2, r.top + r.height / 2)
    if (over && !over.contains(e) && !e.contains(over) && style(over, '::after').position !== 'absolute') found.add(`covered: ${say(e)} by ${say(over)}`)
  }
  lines.sort((a, b) => a.r.top - b.r.top)
  lines.forEach((a, i) => {
    for (let j = i + 1; j < lines.length && lines[j].r.top < a.r.bottom; j++) {
      const b = lines[j]
      const wide = Math.min(a.r.right, b.r.right) - Math.max(a.r.left, b.r.left)
      const high = Math.min(a.r.bottom, b.r.bottom) - Math.max(a.r.top, b.r.top)
      const together = a.e.contains(b.e) || b.e.contains(a.e) || a.e.parentElement === b.e.parentElement
      if (a.node !== b.node && wide > 3 && high > (together ? 12 : 7)) found.add(`one over the other: ${say(a.e)} and ${say(b.e)}`)
    }
  })

  const controls = targets().filter((e) => !e.closest('svg, .leaflet-container') && !hiddenWords(e)).map((e) => [e, seen(e)])
  const meet = (a, b) => Math.min(a.right, b.right) - Math.max(a.left, b.left) > 2 && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 5
  controls.forEach(([a, mine], i) => {
    for (const [b, others] of controls.slice(i + 1)) {
      if (!a.contains(b) && !b.contains(a) && mine.some((x) => others.some((y) => meet(x, y)))) found.add(`controls in each other: ${say(a)} and ${say(b)}`)
    }
  })
  return [...found]
}
