// Runs in the page, after axe-core: what axe is sure of, what it doubts, and the contrasts it could not tell, measured here.
// Returns [{ verdict: 'faute' | 'doute' | 'mesure', regle, cible, html, message }].
async (asked) => {
  const { violations, incomplete } = await axe.run(document, { ...asked, elementRef: true, resultTypes: ['violations', 'incomplete'] })
  const every = new CSSStyleSheet() // what ignores the mouse is painted too: let the hit tests see it
  every.replaceSync('*, *::before { pointer-events: auto !important }')
  const finding = (verdict, rule, node, message) => ({
    verdict,
    regle: rule.id,
    cible: node.target.join(' '),
    html: node.html.slice(0, 200),
    message: message ?? [...node.any, ...node.all, ...node.none].map((check) => check.message).join(' ; '),
  })

  for (const rule of violations.filter(({ id }) => id === 'target-size')) {
    const faults = []
    for (const node of rule.nodes) if (await covered(node.element)) faults.push(node)
    rule.nodes = faults
  }
  document.adoptedStyleSheets.push(every)
  const doubts = incomplete.flatMap((rule) => rule.nodes.map((node) => {
    if (rule.id !== 'color-contrast') return finding('doute', rule, node)
    const { ratio, needed, reason } = contrast(node.element)
    if (reason) return finding('doute', rule, node, reason)
    return finding(ratio < needed ? 'faute' : 'mesure', rule, node, `contraste mesuré ${ratio.toFixed(2)}, il faut ${needed}`)
  }))
  document.adoptedStyleSheets.pop()
  scrollTo(0, 0)
  return [...violations.flatMap((rule) => rule.nodes.map((node) => finding('faute', rule, node))), ...doubts]

  // Whether a target is still too small once it is in the middle of the screen, where no bar that stays lies over it.
  async function covered(target) {
    target.scrollIntoView({ block: 'center', behavior: 'instant' })
    const { violations } = await axe.run(target, { runOnly: ['target-size'] })
    return violations.length > 0
  }

  // The worst ratio (WCAG 1.4.3) of an element's own text over what is painted beneath it, point by point.
  function contrast(element) {
    element.scrollIntoView({ block: 'center', inline: 'center', behavior: 'instant' })
    for (let up = element; up; up = up.parentElement) if (getComputedStyle(up).opacity !== '1') return { reason: 'texte transparent' }
    const style = getComputedStyle(element)
    const size = parseFloat(style.fontSize)
    const needed = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700) ? 3 : 4.5
    const ink = colour(element instanceof SVGElement ? style.fill : style.color)
    let ratio = Infinity
    for (const [x, y] of points(element)) {
      const stack = document.elementsFromPoint(x, y)
      const layers = (other) => painted(other, x, y)
      const at = stack.findIndex((other) => element.contains(other))
      if (at < 0) continue // cut off here by something that scrolls: nothing to read
      if (stack.slice(0, at).some((above) => layers(above).length)) return { reason: 'texte recouvert' }
      const ground = []
      for (const below of stack.slice(at)) {
        if (getComputedStyle(below).backgroundImage !== 'none') return { reason: 'fond en image ou dégradé' }
        const parts = ['::before', '::after'].map((part) => getComputedStyle(below, part)).filter((style) => floats(below, style, x, y))
        if (parts.some((style) => style.backgroundImage !== 'none')) return { reason: 'fond d’un pseudo-élément' }
        ground.push(...parts.map((style) => colour(style.backgroundColor)))
        ground.push(...layers(below))
        if (ground.at(-1)?.[3] === 1) break
      }
      if (ground.at(-1)?.[3] !== 1) ground.push([255, 255, 255, 1])
      const back = ground.reduceRight((under, over) => blend(over, under))
      ratio = Math.min(ratio, between(blend(ink, back), back))
    }
    if (ratio === Infinity) return { reason: 'texte introuvable à l’écran' }
    return ratio < needed && edged(style, ink, needed) ? { reason: 'texte bordé, sur un trait' } : { ratio, needed }
  }

  // Several shadows, close, opaque, that the text is read on, or a stroke under it: what lies beneath does not touch its letters.
  function edged({ textShadow, paintOrder, stroke, strokeWidth }, ink, needed) {
    const edge = paintOrder.startsWith('stroke') && parseFloat(strokeWidth) >= 2 ? `${stroke}${stroke}` : textShadow
    const shades = (edge.match(/rgba?\([^)]*\)/g) ?? []).map(colour)
    return shades.length > 1 && shades.every((shade) => (shade[3] ?? 1) === 1 && between(ink, shade) >= needed)
  }

  // Whether a pseudo-element out of the flow, painted, could be under the text there. It has no rectangle that a script can read, but
  // its place and sizes in an element that places it; turned, it holds in a square around its middle.
  function floats(element, style, x, y) {
    if (style.content === 'none' || !['absolute', 'fixed'].includes(style.position) || !colour(style.backgroundColor)[3]) return false
    if (getComputedStyle(element).position === 'static' || style.position === 'fixed') return true
    const [left, top, width, height] = ['left', 'top', 'width', 'height'].map((side) => parseFloat(style[side]))
    const box = element.getBoundingClientRect()
    const reach = style.transform === 'none' ? [width / 2, height / 2] : [1, 1].map(() => Math.hypot(width, height) / 2)
    const away = [x - box.left - element.clientLeft - left - width / 2, y - box.top - element.clientTop - top - height / 2]
    return away.some(Number.isNaN) || away.every((far, side) => Math.abs(far) < reach[side] + 4)
  }

  // What an element paints at a point: [r, g, b, alpha], nearest first.
  function painted(element, x, y) {
    const style = getComputedStyle(element)
    const shape = element instanceof SVGGeometryElement
    const own = shape && new DOMPoint(x, y).matrixTransform(element.getScreenCTM().inverse())
    const paints = shape ? [element.isPointInStroke(own) ? style.stroke : 'none', element.isPointInFill(own) ? style.fill : 'none'] : element instanceof SVGElement && element.tagName !== 'svg' ? [] : [style.backgroundColor]
    return paints.filter((paint) => paint.startsWith('rgb')).map(colour).filter((paint) => paint[3] > 0)
  }

  // Three points of each line of the element's own text.
  function points(element) {
    const found = []
    const along = ({ left, top, width, height }) =>
      width > 1 && found.push(...[0.1, 0.5, 0.9].map((share) => [left + width * share, top + height / 2]))
    if (element.matches('select, input, textarea')) [...element.getClientRects()].forEach(along) // no node holds what it shows
    for (const node of element.matches('select') ? [] : element.childNodes) {
      if (node.nodeType !== Node.TEXT_NODE || !node.data.trim()) continue
      const range = document.createRange()
      range.selectNodeContents(node)
      ;[...range.getClientRects()].forEach(along)
    }
    return found
  }

  function colour(text) {
    const [r, g, b, alpha = 1] = (text.match(/[\d.]+/g) ?? [0, 0, 0, 0]).map(Number)
    return [r, g, b, alpha]
  }

  function blend([r, g, b, alpha], under) {
    return [...[r, g, b].map((channel, n) => channel * alpha + under[n] * (1 - alpha)), 1]
  }

  function between(one, other) {
    const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a)
    return (light + 0.05) / (dark + 0.05)
  }

  function luminance([r, g, b]) {
    const linear = (channel) => (channel / 255 <= 0.04045 ? channel / 255 / 12.92 : ((channel / 255 + 0.055) / 1.055) ** 2.4)
    return 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b)
  }
}
