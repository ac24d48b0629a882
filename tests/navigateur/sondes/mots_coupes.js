// The words that go on the next line.
() => {
  const cut = []
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    if (!node.parentElement.checkVisibility() || node.parentElement.closest('.sr, select, .leaflet-container, script')) continue
    for (const { 0: word, index } of node.data.matchAll(/\p{L}+/gu)) {
      if (word.length > 14) continue // longer than a line: it may go on below
      const range = document.createRange()
      range.setStart(node, index)
      range.setEnd(node, index + word.length)
      if (new Set([...range.getClientRects()].map(({ top }) => Math.round(top))).size > 1) cut.push(word)
    }
  }
  return cut
}
