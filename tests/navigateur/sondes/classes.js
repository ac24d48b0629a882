// The colours of the classes of a map, then those of its legend.
() => [['.contour:not(.contour--classe-absent)', 'fill'], ['.legende .classe:not(.classe--absent)', 'backgroundColor']]
  .map(([some, colour]) => [...new Set([...document.querySelectorAll(some)].map((e) => style(e)[colour]))].sort())
