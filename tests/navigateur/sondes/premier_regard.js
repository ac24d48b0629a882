// What a page shows at first sight, folds closed: screens, controls and words of « main ».
() => {
  const main = document.querySelector('main')
  const seen = (element) => {
    const box = element.getBoundingClientRect()
    return element.checkVisibility({ contentVisibilityAuto: true, visibilityProperty: true }) && box.width > 2 && box.height > 2
  }
  const walker = document.createTreeWalker(main, NodeFilter.SHOW_TEXT)
  let text = ''
  while (walker.nextNode()) if (seen(walker.currentNode.parentElement)) text += ' ' + walker.currentNode.data
  const controls = [...main.querySelectorAll('a[href], button, summary, input:not([type=hidden]), select, textarea')].filter(seen)
  return {
    screens: document.documentElement.scrollHeight / innerHeight,
    controls: controls.length,
    words: text.split(/\s+/).filter((word) => /[\p{L}\p{N}]/u.test(word)).length,
  }
}
