// How many places stand above the bar, on the first screen.
() => {
  const bar = document.querySelector('.bascule').getBoundingClientRect().top
  const seen = [...document.querySelectorAll('[data-lieu]')].filter((line) => line.checkVisibility())
  return seen.filter((line) => line.getBoundingClientRect().bottom <= bar).length
}
