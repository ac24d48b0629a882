// « Quitter vite »: the link leads to a neutral site by itself; with this script it also takes this page's place in the
// history, blanks it at once, and obeys the Shift key pressed three times. Shift, because it types nothing and screen readers
// leave it alone when it is alone (WCAG 2.1.4); Escape closes menus and leaves the modes of screen readers. Nothing is stored.
const PRESSES = 3
const WITHIN = 3000 // milliseconds, from the first press to the last

const link = () => document.querySelector(':not([hidden]) > [data-quitter]') // none where nothing can be left

function leave(address) {
  document.body.hidden = true // while the other site comes, however slow the network
  document.title = '…'
  location.replace(address)
}

addEventListener('click', (event) => {
  const pressed = event.target.closest?.('[data-quitter]')
  if (!pressed) return
  event.preventDefault()
  leave(pressed.href)
})

let presses = []
addEventListener('keydown', ({ key, repeat, timeStamp }) => {
  if (repeat) return
  if (key !== 'Shift') presses = [] // a capital letter, a way back by Tab
  else presses = [...presses.filter((before) => timeStamp - before < WITHIN), timeStamp]
  if (presses.length === PRESSES && link()) leave(link().href)
})
addEventListener('pointerdown', () => (presses = []))
