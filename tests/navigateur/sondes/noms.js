// What cannot be told by ear: names missing, or the same for two targets; headings out of order; fields without a label.
() => {
  const found = []
  const spoken = (node) => {
    if (node.nodeType === Node.TEXT_NODE) return node.textContent
    if (node.nodeType !== Node.ELEMENT_NODE || node.ariaHidden === 'true' || node.hidden) return ''
    return node.ariaLabel ?? node.getAttribute('alt') ?? [...node.childNodes].map(spoken).join('')
  }
  const name = (e) => {
    const by = e.getAttribute('aria-labelledby')?.split(' ').map((id) => document.getElementById(id)?.textContent ?? '').join(' ')
    return (by || spoken(e).trim() || e.title).replace(/\s+/g, ' ').trim()
  }
  const shown = (selector) => [...document.querySelectorAll(selector)].filter(visible)
  const repeated = (all) => [...Map.groupBy(all, (one) => one)].filter(([, same]) => same.length > 1).map(([one]) => one)

  // Two sources may have one title: their dates, beside, tell them apart.
  const links = shown('a[href]').map((a) => ({ name: name(a).toLowerCase(), to: new URL(a.getAttribute('href'), location).href, a }))
  for (const [said, same] of Map.groupBy(links.filter(({ a }) => !a.closest('.provenance ul')), (link) => link.name)) {
    const to = new Set(same.map((link) => link.to))
    if (to.size > 1) found.push(`« ${said} » leads to ${[...to].slice(0, 3).join(', ')}`)
  }
  const VAGUE = /^(ici|cliquez ici|lire la suite|en savoir plus|voir|suite|lien|détails?|plus|télécharger)$/
  for (const link of links) if (VAGUE.test(link.name)) found.push(`vague: ${say(link.a)}`)
  for (const e of shown('a[href], button, [role="button"], summary')) if (!name(e)) found.push(`without a name: ${e.outerHTML.slice(0, 120)}`)
  for (const e of shown('input:not([type="hidden"]), select, textarea')) {
    if (!e.labels.length && !e.ariaLabel) found.push(`without a label: ${say(e)}`)
  }
  for (const e of shown('label[for]')) if (!document.getElementById(e.htmlFor)?.checkVisibility()) found.push(`a label and no field: ${say(e)}`)

  let above = 0
  const headings = shown('h1, h2, h3, h4, h5, h6')
  for (const e of headings) {
    const level = Number(e.tagName[1])
    if (level > above + 1 || !e.textContent.trim()) found.push(`h${above}, then ${e.tagName} « ${e.textContent.trim()} »`)
    above = level
  }
  if (headings.filter((e) => e.tagName === 'H1').length !== 1) found.push('not one h1')

  for (const e of shown('img, svg, canvas')) {
    if (e.closest('[aria-hidden="true"]') || e.parentElement.closest('svg[role="img"]')) continue
    if (e.tagName === 'IMG' ? !e.hasAttribute('alt') : !e.ariaLabel && !e.querySelector(':scope > title')) found.push(`picture: ${e.outerHTML.slice(0, 120)}`)
  }
  for (const e of document.querySelectorAll('[aria-hidden="true"]')) {
    if ([e, ...e.querySelectorAll('*')].some((one) => one.tabIndex >= 0 && visible(one))) found.push(`takes the focus, and is hidden: ${say(e)}`)
  }
  const regions = shown('nav, aside, [role="region"], form[aria-label], section[aria-label]').map((e) => `${e.tagName} ${name(e)}`)
  for (const region of repeated(regions)) found.push(`two regions: ${region}`)
  for (const table of shown('table')) {
    if (!table.caption && !table.closest('[role="region"][aria-label]')) found.push(`table: ${say(table)}`)
    for (const th of table.querySelectorAll('th:not([scope])')) found.push(`th without scope: ${say(th)}`)
  }
  for (const e of document.querySelectorAll('[autofocus], [autoplay], [accesskey], meta[http-equiv="refresh"]')) found.push(say(e))
  for (const e of document.querySelectorAll('[tabindex]')) if (e.tabIndex > 0) found.push(`tabindex: ${say(e)}`)
  return found
}
