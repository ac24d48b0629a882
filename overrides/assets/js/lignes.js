// In a large territory the finder's page holds fifty lines only: the others are copies of one of them, with what the data say.
import { make, spaced } from './reponses.js'

// `page`: what holds the lines and one pictogram a need; `home`: the way to the first page. Gives: place of the data → its line.
export function lineMaker(page, home) {
  const pictos = new Map([...page.querySelectorAll('.pastille')].map((one) => [one.classList[1], one]))
  const model = (page.querySelector('[data-lieu]:has(.bouton--appel)') ?? page.querySelector('[data-lieu]')).cloneNode(true)
  for (const later of model.querySelectorAll('[data-ajoute]')) later.remove()

  return ({ k, n, m, b, u }) => {
    const line = model.cloneNode(true)
    const part = (name) => line.querySelector(name)
    line.dataset.lieu = k
    line.classList.remove('lieu--vu')
    part('.pastille').replaceWith(pictos.get(`pastille--${u}`).cloneNode(true))
    Object.assign(part('.lieu__nom a'), { href: `${home}${k}/`, textContent: n })
    part('.lieu__faits').replaceChildren(...m.flatMap((textContent) => [make('span', { textContent }), ' ']))
    const call = part('.bouton--appel')
    if (!b) call?.remove()
    else {
      call.href = `tel:${b}`
      call.querySelector('.sr').textContent = `Appeler ${n} au `
      call.querySelector('.bouton__long').textContent = spaced(b)
    }
    const keep = part('[data-garder]')
    if (keep) {
      keep.dataset.garder = k
      keep.querySelector('.sr').textContent = keep.title = `Garder ${n} dans ma liste`
      keep.setAttribute('aria-pressed', 'false')
    }
    return line
  }
}
