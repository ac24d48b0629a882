// The contrast of each line of a chart, and how it is dashed.
() => [...document.querySelectorAll('.courbe:not(.courbe--petite)')]
    .flatMap((e) => [...e.querySelectorAll('.courbe__trait, .courbe__niveau, .courbe__losange path')])
    .filter(visible)
    .map((e) => [contrast(rgb(style(e).stroke), ground(document.body)), style(e).strokeDasharray])
