// The tiles that a number leaves, when it is as long as in a territory of many communes, or of many inhabitants.
() => {
  for (const unit of document.querySelectorAll('.chiffres--serres .chiffre__unite')) {
    unit.textContent = 'sur 1\u00a0258'
    unit.parentElement.firstChild.textContent = '1\u00a0258 '
  }
  return [...document.querySelectorAll('.chiffre, .trajet > div, .releve')].flatMap((tile) => {
    const edge = tile.getBoundingClientRect().right
    const walker = document.createTreeWalker(tile, NodeFilter.SHOW_TEXT)
    const out = []
    for (let text = walker.nextNode(); text; text = walker.nextNode()) {
      const range = document.createRange()
      range.selectNodeContents(text)
      if (text.parentElement.closest('.sr') || !text.textContent.trim()) continue
      if ([...range.getClientRects()].some(({ right }) => right > edge + 0.5)) out.push(text.textContent.trim())
    }
    return tile.scrollWidth > tile.clientWidth + 1 || out.length ? [tile.textContent.trim().slice(0, 40)] : []
  })
}
