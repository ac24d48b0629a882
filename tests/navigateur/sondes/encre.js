// Text too pale for paper: less than `least` to one on what is printed under it.
({ least }) =>
  [...document.querySelectorAll('body *')]
    .filter((e) => visible(e) && !e.closest('svg') && [...e.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.textContent.trim()))
    .filter((e) => contrast(rgb(style(e).color), ground(e)) < least || luminance(ground(e)) < 0.5)
    .map(say)
