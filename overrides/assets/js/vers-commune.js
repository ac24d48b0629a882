// « Votre commune », on the home page: a name of the list leads to its page; anything else is searched, mistakes included.
import { kept, withList } from './liste.js'

const form = document.querySelector('[data-vers-commune]')
const plain = (text) => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().replaceAll('œ', 'oe').replace(/\bste?\b/g, (short) => (short === 'st' ? 'saint' : 'sainte')).replace(/[^a-z]/g, '')

form.addEventListener('submit', (event) => {
  const words = plain(form.elements.q.value)
  const names = [...form.querySelectorAll('option')]
  const beginning = names.filter(({ value }) => plain(value).startsWith(words))
  const found = names.find(({ value }) => plain(value) === words) ?? (beginning.length === 1 ? beginning[0] : undefined)
  if (words && !found) return
  event.preventDefault()
  if (found) location.assign(withList(found.dataset.page, kept()))
  else form.elements.q.focus() // nothing was written
})
