// What moves: transitions and animations that last, smooth scrolling.
() => {
  const lasts = (times) => times.split(',').some((time) => parseFloat(time) > 0)
  const moves = (s) => (s.transitionProperty !== 'none' && lasts(s.transitionDuration)) || (s.animationName !== 'none' && lasts(s.animationDuration))
  return [...document.querySelectorAll('*')]
    .filter((e) => [null, '::before', '::after'].some((pseudo) => moves(style(e, pseudo))) || style(e).scrollBehavior === 'smooth')
    .map(say)
}
