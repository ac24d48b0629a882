// What a sheet of paper would hide, that a screen lets one push aside.
() => [...document.querySelectorAll('.page *')].filter((one) => one.checkVisibility()
  && one.scrollWidth > one.clientWidth + 1 && getComputedStyle(one).overflowX !== 'visible' && !one.closest('.sr')
).map((one) => one.className || one.tagName)
