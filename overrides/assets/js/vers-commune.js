// « Votre commune », on the home page of a portal: a name of the list leads to its page; anything else, to the list of communes.
// What is written leaves with the page.
import { kept, withList } from './liste.js'

const form = document.querySelector('[data-vers-commune]')
const field = form.querySelector('input')
const plain = (text) => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().replaceAll('œ', 'oe').replace(/\bste?\b/g, (short) => (short === 'st' ? 'saint' : 'sainte')).replace(/[^a-z]/g, '')

form.addEventListener('submit', (event) => {
  const words = plain(field.value)
  const names = [...form.querySelectorAll('option')]
  const beginning = names.filter(({ value }) => plain(value).startsWith(words))
  const found = names.find(({ value }) => plain(value) === words) ?? (beginning.length === 1 ? beginning[0] : undefined)
  event.preventDefault()
  if (found) location.assign(withList(found.dataset.page, kept()))
  else if (words) form.submit()
  else field.focus() // nothing was written
})

addEventListener('pagehide', () => form.reset())
