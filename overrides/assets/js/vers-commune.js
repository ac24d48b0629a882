// « Votre commune », on the home page: a name of the list leads to its page; anything else goes to the search field beside it,
// mistakes included, or to the list of communes where nothing is searched. What is written leaves with the page.
import { kept, withList } from './liste.js'

const form = document.querySelector('[data-vers-commune]')
const field = form.querySelector('input')
const search = document.querySelector('[data-recherche]')
const plain = (text) => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().replaceAll('œ', 'oe').replace(/\bste?\b/g, (short) => (short === 'st' ? 'saint' : 'sainte')).replace(/[^a-z]/g, '')

form.addEventListener('submit', (event) => {
  const words = plain(field.value)
  const names = [...form.querySelectorAll('option')]
  const beginning = names.filter(({ value }) => plain(value).startsWith(words))
  const found = names.find(({ value }) => plain(value) === words) ?? (beginning.length === 1 ? beginning[0] : undefined)
  event.preventDefault()
  if (found) location.assign(withList(found.dataset.page, kept()))
  else if (words) search ? ask(field.value) : form.submit()
  else field.focus() // nothing was written
})

function ask(text) {
  const asked = search.querySelector('input')
  asked.value = text
  asked.focus()
  search.requestSubmit()
}

addEventListener('pagehide', () => form.reset())
