// Marks the first of each class and name, among the elements that can be seen and used.
({ selector }) => {
  for (const before of document.querySelectorAll('[data-essai]')) before.removeAttribute('data-essai')
  const all = [...document.querySelectorAll(selector)]
  all.filter((e) => e.checkVisibility() && !e.disabled && e.type !== 'submit')
    .filter((e, n, kept) => !kept.slice(0, n).some((one) => one.className === e.className && one.name === e.name))
    .forEach((e) => e.setAttribute('data-essai', ''))
}
