// « Envoyer »: the text is in the page, and its links to messages and mail work without this script. With it: the sheet of the
// system, where there is one, and the address of the page, when the site does not know its own.
import './copier.js'

for (const block of document.querySelectorAll('[data-envoyer]')) {
  const text = block.querySelector('[data-copier]')
  const share = block.querySelector('[data-partager]')
  if (block.dataset.envoyer === 'sans-adresse') {
    const address = location.origin + location.pathname // not the list nor the search of who sends
    text.append(`\n${address}`)
    for (const link of block.querySelectorAll('a')) link.href += encodeURIComponent(`\r\n${address}`)
  }
  share.hidden = !navigator.share
  share.addEventListener('click', () => {
    const title = document.querySelector('h1').textContent
    navigator.share({ title, text: text.textContent }).catch(() => {}) // given up: nothing to say
  })
}
