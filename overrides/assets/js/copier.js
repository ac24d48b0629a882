// The button after each piece of code. Without this script, the code is selected and copied by hand.
const said = document.body.appendChild(document.createElement('p'))
said.className = 'sr'
said.setAttribute('role', 'status')

for (const button of document.querySelectorAll('[data-copie]')) {
  const code = button.previousElementSibling.querySelector('code')
  const [words] = button.childNodes
  const before = words.data
  button.addEventListener('click', async () => {
    said.textContent = ''
    try {
      await navigator.clipboard.writeText(code.textContent)
      words.data = said.textContent = 'Code copié'
      setTimeout(() => { words.data = before }, 4000)
    } catch {
      // An old browser, or a page without https: the code is selected, the keyboard copies it.
      getSelection().selectAllChildren(code)
      said.textContent = 'Le code est sélectionné\u00a0: copiez-le avec Ctrl et C.'
    }
  })
}
