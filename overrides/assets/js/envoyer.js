// « Envoyer »: the links to messages and mail work without this script. With it: the sheet of the system, where there is one, and
// the address of the page, when the site does not know its own.
import './copier.js'

for (const block of document.querySelectorAll('[data-envoyer]')) {
  const share = block.querySelector('[data-partager]')
  const url = location.origin + location.pathname // not the list nor the search of who sends
  for (const link of block.querySelectorAll('a')) {
    if (!link.href.includes('%3A//')) link.href += encodeURIComponent(`\r\n${url}`)
  }
  share.hidden = !navigator.share
  share.addEventListener('click', () => {
    navigator.share({ title: block.dataset.envoyer, url }).catch(() => {}) // given up: nothing to say
  })
}
