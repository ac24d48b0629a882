// On a record's page: open or closed now, there, from the days that the build wrote.
import { state, toDay } from './ouverture.js'

const line = document.querySelector('[data-jours]')
const show = () => {
  const { jour0, patterns, codes } = JSON.parse(line.dataset.jours)
  const now = state([patterns, codes], toDay(jour0))
  if (line.textContent !== (now?.text ?? '')) line.textContent = now?.text ?? ''
  line.classList.toggle('ouvert-maintenant--oui', now?.open === true)
}
show()
setInterval(show, 60_000) // a page left open tells the truth a minute later at most
