// The button after each text to take away. Without this script, the text is selected and copied by hand.
const said = document.body.appendChild(document.createElement('p'))
said.className = 'sr'
said.setAttribute('role', 'status')

for (const button of document.querySelectorAll('[data-copie]')) {
  const text = button.previousElementSibling.querySelector('[data-copier]')
  const [words] = button.childNodes
  const before = words.data
  button.addEventListener('click', async () => {
    said.textContent = ''
    try {
      await navigator.clipboard.writeText(text.innerText.trim())
      words.data = said.textContent = button.dataset.copie
      setTimeout(() => { words.data = before }, 4000)
    } catch {
      // An old browser, or a page without https: the text is selected, the keyboard copies it.
      getSelection().selectAllChildren(text)
      said.textContent = 'Le texte est sélectionné\u00a0: copiez-le avec Ctrl et C.'
    }
  })
}
