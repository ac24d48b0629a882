// The drawing beside each state of an action, and its contrast.
() => Object.fromEntries([...document.querySelectorAll('.action .etat')].map((e) => {
    const s = style(e, '::before')
    return [e.textContent.trim().split(',')[0], {
      shape: [s.backgroundImage.replace(/rgb[^)]*\)/g, 'ink'), s.backgroundColor, s.borderStyle, s.borderRadius].join(' '),
      ink: contrast(rgb(s.color), ground(document.body)),
    }]
  }))
